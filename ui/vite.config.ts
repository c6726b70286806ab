import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  // Tauri expects its development server here and nowhere else.
  server: {
    port: 5173,
    strictPort: true,
    host: "127.0.0.1",
    // The icons of the app are beside this folder.
    fs: { allow: ["..", "."] },
  },
  build: {
    // WebKitGTK 2.40 and later, WKWebView of macOS 13, WebView2.
    target: "safari16",
    // The window's content security policy allows no data: fonts, scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: { include: ["src/**/*.test.ts"] },
});
