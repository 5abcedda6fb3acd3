namespace SipEdge.Media.Relay;

/// <summary>The local address each side's sockets are bound to (IPv4 as IPv4-mapped IPv6).</summary>
public readonly record struct MediaAddresses(UInt128 A, UInt128 B)
{
    /// <summary>The addresses written as text; refuses names.</summary>
    public static bool TryParse(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, out MediaAddresses addresses)
    {
        var valid = NumericAddress.TryParse(a, out var first) & NumericAddress.TryParse(b, out var second);
        addresses = new MediaAddresses(first, second);
        return valid;
    }
}
