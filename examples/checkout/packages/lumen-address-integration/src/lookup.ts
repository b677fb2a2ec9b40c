export async function lookup(postcode: string): Promise<string[]> {
  const response = await fetch(`/api/addresses?postcode=${encodeURIComponent(postcode)}`);
  return (await response.json()) as string[];
}
