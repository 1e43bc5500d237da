import { startLetters } from "./letters";
import { startLocking } from "./lock";
import { enter } from "./modules";
import { startKeyboard } from "./keyboard";
import { startSheets } from "./sheets";
import { startSwapping } from "./swap";

if (!document.body.classList.contains("bare")) startLocking();
startSwapping();
startLetters();
startSheets();
startKeyboard();
void enter();
