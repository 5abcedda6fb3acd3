using System.Buffers;

namespace SipEdge.Core.Rewrite;

/// <summary>A token (RFC 3261 §25.1): the only shape in which a peer's word is put inside a header of ours.</summary>
internal static class SipToken
{
    private static readonly SearchValues<byte> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~"u8);

    public static bool Is(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(Characters);
}
