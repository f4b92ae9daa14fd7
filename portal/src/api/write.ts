// Writes: each has an Idempotency-Key, so that a second try after a lost connection cannot take effect twice.
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useRef } from "react";
import { ProblemError } from "./client";

export interface WriteHeader {
  "Idempotency-Key": string;
}

// `run` gets what the caller passed and the header to send. The same input keeps its key until it has succeeded or the
// server has refused it; another input gets another key. After a success everything that is shown is fetched again.
export function useWrite<Input, Output>(
  run: (input: Input, header: WriteHeader) => Promise<Output>,
  onDone?: (output: Output, input: Input) => void,
): UseMutationResult<Output, Error, Input> {
  const queries = useQueryClient();
  const last = useRef<{ input: string; key: string } | undefined>(undefined);
  return useMutation({
    mutationFn: async (input: Input) => {
      const text = JSON.stringify(input) ?? "";
      if (last.current?.input !== text) last.current = { input: text, key: crypto.randomUUID() };
      try {
        return await run(input, { "Idempotency-Key": last.current.key });
      } catch (error) {
        if (error instanceof ProblemError && error.problem.remedy !== "retry") last.current = undefined;
        throw error;
      }
    },
    onSuccess: async (output, input) => {
      last.current = undefined;
      onDone?.(output, input);
      await queries.invalidateQueries();
    },
  });
}
