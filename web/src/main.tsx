// Where the page begins: what was kept is read first, so that nothing is shown that is replaced a moment later.
import { render } from "preact";
import "./style/index.css";
import { followOtherTabs } from "./account/leaving.ts";
import { App } from "./app.tsx";
import { applyTheme, choices } from "./device.ts";
import { drawAttention } from "./news/attention.ts";
import { keepFocus } from "./parts/focus.ts";
import { client } from "./session.ts";
import { registerWorker } from "./worker/register.ts";

applyTheme(choices.getSnapshot().theme);
await client.start();
const place = document.querySelector("#app");
if (place) render(<App />, place);
keepFocus();
followOtherTabs();
drawAttention();
registerWorker();
