// Runs once, at the end of the page's body.

import "./brief.css";
import { drawFigures, followPrinting, followResizing, offerThemes } from "./page";

document.documentElement.classList.add("scripted");
offerThemes(window);
const figures = drawFigures({ document, complain: (message) => console.error(message) });
followResizing(figures, window);
followPrinting(figures, window);
