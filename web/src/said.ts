// What the page says by itself.
/** A line at the foot of the page, until the next one. */
export function say(text: string): void {
  let line = document.getElementById("said");
  if (!line) {
    line = document.createElement("p");
    line.id = "said";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = text;
  line.hidden = text === "";
}
