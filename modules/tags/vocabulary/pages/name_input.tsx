/** A field for the name of one tag, as people type names: before it is spelled as the vocabulary spells it. */
export function NameInput({ name, value, placeholder }: { name: string; value?: string; placeholder?: string }) {
  return (
    <input
      name={name}
      required
      maxLength={200}
      value={value}
      class="input w-full"
      placeholder={placeholder}
      autocomplete="off"
      autocapitalize="none"
    />
  );
}
