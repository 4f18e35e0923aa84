export function Star() {
  return (
    <svg viewBox="0 0 24 24" class="size-6" aria-hidden="true">
      <path fill="currentColor" d="m12 2.6 2.9 6 6.6.9-4.8 4.6 1.2 6.5-5.9-3.1-5.9 3.1 1.2-6.5L2.5 9.5l6.6-.9Z" />
    </svg>
  );
}
