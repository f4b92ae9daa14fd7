import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Where `npm run dev` finds a running `scrip serve`. The built portal is served by it, from the same origin.
const server = process.env["SCRIP_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2024",
    // Small files inside the page as data: addresses would need a looser content security policy.
    assetsInlineLimit: 0,
    // The polyfill is an inline script, which the policy forbids; every browser that we support preloads by itself.
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { host: "127.0.0.1", proxy: { "/api": server } },
});
