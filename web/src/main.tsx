// Where the page begins.
import { render } from "preact";
import "./style/index.css";
import { App } from "./app.tsx";
import { client } from "./session.ts";

const place = document.querySelector("#app");
if (place) render(<App />, place);
void client.start();
