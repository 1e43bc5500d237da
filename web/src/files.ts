// Adding files to a page: pasted, dropped, chosen or spoken. Each is sent as it is, and sealed as it arrives.
import { GoneError, key, LOCKED, LockedError, tell } from "./asking";

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
  cancel: string;
  recording: string;
  silent: string;
  lost: string;
}
/** She did not want it after all. */
export class Cancelled extends Error {}

/** Sends one file; `told` hears how much of it went, from 0 to 1. A request of the old kind, because it tells. */
export function send(address: string, file: Blob, name: string, told: (part: number) => void, signal: AbortSignal): Promise<Added> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("x-goldseam", "data");
    request.setRequestHeader("x-goldseam-key", key);
    request.setRequestHeader("x-name", encodeURIComponent(name.toWellFormed()));
    request.responseType = "json";
    request.upload.onprogress = (event) => told(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => failed(new GoneError());
    request.onabort = () => failed(new Cancelled());
    request.onload = () => {
      const answer = request.response as { file?: Added; happened?: string; safe?: string; next?: string } | null;
      if (request.status === 200 && answer?.file) done(answer.file);
      else if (request.status === LOCKED) failed(new LockedError());
      else failed(answer?.happened ? new Error(`${answer.happened} ${answer.safe} ${answer.next}`) : new GoneError());
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** A line for a file that is on its way, with how far it is, and a way to stop it. */
export function comingLine(name: string, says: FileSays, cancel: () => void): { line: HTMLLIElement; told: (part: number) => void } {
  const line = document.createElement("li");
  line.className = "coming";
  const label = document.createElement("span");
  label.className = "name";
  label.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", `${says.adding} ${name}`);
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "quiet";
  stop.textContent = says.cancel;
  stop.append(unseen(name));
  stop.addEventListener("click", cancel);
  line.append(label, " ", bar, " ", stop);
  return { line, told: (part) => (bar.value = part) };
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
  remove.append(unseen(file.name));
  line.append(name, " ", remove);
  return line;
}

function unseen(name: string): HTMLSpanElement {
  const which = document.createElement("span");
  which.className = "unseen";
  which.textContent = ` ${name}`;
  return which;
}

/** What is being spoken. */
export interface Recording {
  /** Ends it, and gives what was said. */
  end(): Promise<File>;
  /** Ends it, and forgets what was said. */
  forget(): void;
}

/** Records with the microphone. Throws where there is none, or she does not allow it. */
export async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start(1000);
  const silence = (): void => {
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    end: () =>
      new Promise((done) => {
        recorder.onstop = () => {
          silence();
          const type = recorder.mimeType.split(";")[0] || "audio/webm";
          const now = new Date();
          const clock = [now.getHours(), now.getMinutes(), now.getSeconds()].map((n) => String(n).padStart(2, "0")).join(".");
          done(new File(parts, `${clock}.${type === "audio/mp4" ? "m4a" : type.split("/")[1]}`, { type }));
        };
        recorder.stop();
      }),
    forget: () => {
      recorder.onstop = null;
      recorder.stop();
      silence();
    },
  };
}

/** Says to a screen reader what happened to a file. */
export const told = tell;
