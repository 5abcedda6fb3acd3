namespace SipEdge.Core.Admission;

/// <summary>
/// Bytes of a message as text for people. Strangers write them: what is not printable ASCII is shown as such, and length is
/// bounded.
/// </summary>
internal static class PrintableText
{
    private const int Longest = 256;

    public static string Of(string text) => Of(System.Text.Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> bytes) =>
        string.Create(Math.Min(bytes.Length, Longest), bytes, static (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = source[i] is >= 0x20 and < 0x7F ? (char)source[i] : '?';
            }
        });
}
