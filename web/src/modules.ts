// What a page does besides showing: `data-module` on an element names it, and it is loaded when it is first met.
export type Leave = () => void | Promise<void>;
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
  search: () => import("./modules/search"),
  timeline: () => import("./modules/timeline"),
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
}

/** Ends them, before the page goes: whatever is not kept yet is kept now. */
export async function leave(): Promise<void> {
  const ending = leaving;
  await Promise.all(ending.map((end) => end())); // what could not end is asked again at the next try
  leaving = leaving.filter((end) => !ending.includes(end));
}
