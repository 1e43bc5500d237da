// A paper key is shown once: printing is the browser's own, and what she types is checked without leaving the page.
import { data, LockedError, words } from "../asking";
import { say } from "../said";

export function start(main: HTMLElement): void {
  main.querySelector("#print")?.addEventListener("click", () => print());
  const form = main.querySelector("form")!;
  const last = main.querySelector<HTMLInputElement>("#last")!;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new URLSearchParams({ last: last.value });
    void data<{ address: string; wrong: boolean }>(form.getAttribute("action")!, { method: "POST", body }).then(
      ({ address, wrong }) => {
        if (!wrong) location.assign(address);
        else {
          document.getElementById("why")!.textContent = main.dataset["wrong"]!;
          last.setAttribute("aria-invalid", "true");
          last.focus();
        }
      },
      (error) => {
        if (error instanceof LockedError) location.replace("/locked");
        else say(words.failed);
      },
    );
  });
}
