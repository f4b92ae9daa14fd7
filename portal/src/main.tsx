import "./style/tokens.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/parts.css";
import "./style/forms.css";
import "./style/data.css";
import "./style/figures.css";
import "./style/network.css";
import "./style/print.css";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ProblemError } from "./api/client";
import { App } from "./app/app";
import { loadCatalogue, startLanguage, TextProvider } from "./text/text";
import { ToastProvider } from "./ui/toast";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (tries, error) => tries < 1 && error instanceof ProblemError && error.problem.remedy === "retry",
    },
  },
});

const language = startLanguage();
const catalogue = await loadCatalogue(language);
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <TextProvider language={language} catalogue={catalogue}>
        <ToastProvider>
          <App />
        </ToastProvider>
      </TextProvider>
    </QueryClientProvider>
  </StrictMode>,
);
