import type { Step } from "./act.ts";
export async function rollBack(_step: Step, _operationId: number, _limit: number): Promise<void> {}
