/** Without the password, in the forms in which a broker or proxy could repeat a login. */
export function redacted(text: string, { password }: { password?: string | undefined }): string {
  if (!password) return text;
  const bytes = Buffer.from(password);
  const forms = [
    password,
    encodeURIComponent(password),
    JSON.stringify(password).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('hex'),
  ];
  return forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
}
