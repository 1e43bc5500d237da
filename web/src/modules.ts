// What a page does besides showing: `data-module` on an element names it, and it is loaded when it is first met.
/** How a module ends. One that holds words has `keep` too, which may be asked often, and throws where it cannot. */
export type Leave = (() => void | Promise<void>) & { keep?: () => Promise<void> };
export type Module = { start(element: HTMLElement): Leave | void | Promise<Leave | void> };

const known: Record<string, () => Promise<Module>> = {
  begin: () => import("./modules/begin"),
  calendar: () => import("./modules/calendar"),
  choose: () => import("./modules/choose"),
  enter: () => import("./modules/enter"),
  entry: () => import("./modules/entry"),
  gallery: () => import("./modules/gallery"),
  job: () => import("./modules/job"),
  leaves: () => import("./modules/leaves"),
  locked: () => import("./modules/locked"),
  paper: () => import("./modules/paper"),
  printing: () => import("./modules/printing"),
  seen: () => import("./modules/seen"),
  search: () => import("./modules/search"),
  timeline: () => import("./modules/timeline"),
  unfinished: () => import("./modules/unfinished"),
  write: () => import("./modules/write"),
};

let leaving: Leave[] = [];

/** Starts the modules of the page that is shown now. */
export async function enter(): Promise<void> {
  const found = [...document.querySelectorAll<HTMLElement>("#main[data-module], #main [data-module]")];
  await Promise.all(
    found.map(async (element) => {
      for (const name of (element.dataset["module"] ?? "").split(" ")) {
        const load = known[name];
        if (!load) throw new Error(`no module ${name}`);
        const end = await (await load()).start(element);
        if (end) leaving.push(end);
      }
    }),
  );
  document.getElementById("main")?.setAttribute("data-ready", ""); // who drives the page by program waits for it
}

/** Keeps whatever is on the page and not kept yet; the page goes on. Throws where that is not possible now. */
export async function keepAll(): Promise<void> {
  await Promise.all(leaving.map((end) => end.keep?.()));
}

/** Ends them: the page goes now. Careful: only after `keepAll`, and without a pause in which she could type. */
export function leave(): void {
  const ending = leaving;
  leaving = [];
  for (const end of ending) void end();
}
