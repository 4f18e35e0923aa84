/** A field for one tag name. It takes more characters than a name may have, because white space in it may be dropped. */
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
