import { startLetters } from "./letters";
import { startLocking } from "./lock";
import { enter } from "./modules";
import { startSwapping } from "./swap";

if (!document.body.classList.contains("bare")) startLocking();
startSwapping();
startLetters();
void enter();
