/** Calls `work` with a temporary directory, and removes it afterwards. */
export async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "image-tagger-" });
  await work(directory).finally(() => Deno.remove(directory, { recursive: true }));
}
