import "@fontsource-variable/inter/opsz.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { choosePlatform } from "./platform/choose";

const target = document.getElementById("app");
if (!target) throw new Error("index.html holds the element the window is built in");

try {
  const platform = await choosePlatform(window);
  mount(App, { target, props: { platform } });
} catch (thrown) {
  target.textContent = thrown instanceof Error ? thrown.message : String(thrown);
}
