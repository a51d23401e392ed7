// Runs once, at the end of the page's body.

import "./brief.css";
import { drawFigures, followPrinting, followResizing, offerTables, offerThemes } from "./page";

document.documentElement.classList.add("scripted");
offerThemes(window);
const figures = drawFigures({ document, complain: (message) => console.error(message) });
offerTables(window);
followResizing(figures, window);
followPrinting(figures, window);
