// Adding files to a page: pasted, dropped, chosen or spoken. Each is sent as it is, and sealed as it arrives.
import { key, tell } from "./asking";

export interface Added {
  blob: string;
  name: string;
  type: string;
  picture: boolean;
}
export interface FileSays {
  adding: string;
  added: string;
  remove: string;
  recording: string;
  silent: string;
}

/** Sends one file; `told` hears how much of it went, from 0 to 1. A request of the old kind, because it tells. */
export function send(address: string, file: Blob, name: string, told: (part: number) => void): Promise<Added> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("x-goldseam", "data");
    request.setRequestHeader("x-goldseam-key", key);
    request.setRequestHeader("x-name", encodeURIComponent(name));
    request.responseType = "json";
    request.upload.onprogress = (event) => told(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => failed(new Error("gone"));
    request.onload = () => {
      const answer = request.response as { file?: Added; happened?: string; safe?: string; next?: string } | null;
      if (request.status === 200 && answer?.file) done(answer.file);
      else failed(new Error(answer?.happened ? `${answer.happened} ${answer.safe} ${answer.next}` : "gone"));
    };
    request.send(file);
  });
}

/** A line for a file on the page. */
export function lineOf(file: Added, says: FileSays): HTMLLIElement {
  const line = document.createElement("li");
  line.dataset["blob"] = file.blob;
  if (file.picture) {
    const image = new Image(64, 64);
    image.src = `/thumbnail/${file.blob}`;
    image.alt = "";
    line.append(image);
  }
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = file.name;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "quiet";
  remove.dataset["remove"] = file.blob;
  remove.textContent = says.remove;
  const which = document.createElement("span");
  which.className = "unseen";
  which.textContent = ` ${file.name}`;
  remove.append(which);
  line.append(name, " ", remove);
  return line;
}

/** Records with the microphone; the returned function ends it and gives what was said. */
export async function record(): Promise<() => Promise<File>> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start(1000);
  return () =>
    new Promise((done) => {
      recorder.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        const type = recorder.mimeType.split(";")[0] || "audio/webm";
        const now = new Date();
        const clock = [now.getHours(), now.getMinutes()].map((n) => String(n).padStart(2, "0")).join(".");
        done(new File(parts, `${clock}.${type.split("/")[1]}`, { type }));
      };
      recorder.stop();
    });
}

/** Says to a screen reader what happened to a file. */
export const told = tell;
