declare module 'mailauth/lib/dkim/verify.js' {
  type Signature = { selector: string; status: { result: string } }
  export function dkimVerify(
    mail: string,
    options: { resolver: (name: string) => Promise<string[][]> },
  ): Promise<{ results: Signature[] }>
}
