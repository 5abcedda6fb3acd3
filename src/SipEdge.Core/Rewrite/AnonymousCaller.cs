using System.Text;

namespace SipEdge.Core.Rewrite;

/// <summary>The caller who does not say who he is (RFC 3323 §4.1.1.3).</summary>
public static class AnonymousCaller
{
    public static ReadOnlySpan<byte> Display => "\"Anonymous\""u8;

    public static ReadOnlySpan<byte> User => "anonymous"u8;

    public static ReadOnlySpan<byte> Host => "anonymous.invalid"u8;

    /// <summary>The anonymous host, and every other that cannot exist (RFC 2606 §2).</summary>
    public static bool NamesNobody(ReadOnlySpan<byte> host) =>
        host.Length > 8 && Ascii.EqualsIgnoreCase(host[^8..], ".invalid"u8);
}
