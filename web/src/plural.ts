// A number of something, in her language: the server says the forms, the browser knows which of them a number takes.
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** Such as `1 word`, `1,200 words`. */
export function counted(n: number, forms: Forms): string {
  const language = document.documentElement.lang;
  const form = forms[new Intl.PluralRules(language).select(n)] ?? forms.other;
  return form.replace("%(num)s", n.toLocaleString(language));
}
