using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipEdge.Core.Configuration;

/// <summary>Equality of names as bytes; ignoring case means ASCII case, as in host names.</summary>
internal sealed class Utf8NameComparer(bool ignoreCase)
    : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public bool Equals(byte[]? x, byte[]? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && Equals(x.AsSpan(), y));

    public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) =>
        ignoreCase ? Ascii.EqualsIgnoreCase(alternate, other) : alternate.SequenceEqual(other);

    // FNV-1a. The table is fixed by the configuration, so a caller cannot grow its buckets.
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = 2166136261u;
        foreach (var b in alternate)
        {
            var folded = ignoreCase && b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
            hash = (hash ^ folded) * 16777619u;
        }
        return (int)hash;
    }
}
