using System.Buffers.Binary;

namespace SipEdge.Media.Ice;

/// <summary>The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2). IPv4 appears outside as ::ffff:a.b.c.d.</summary>
internal static class StunAddress
{
    public const int Ipv4Length = 8;
    public const int Ipv6Length = 20;
    private const byte Ipv4Family = 1;
    private const byte Ipv6Family = 2;
    private static readonly UInt128 MappedPrefix = new(0, 0xFFFF_0000_0000);

    public static bool IsIpv4(UInt128 address) => (address >> 32) == (MappedPrefix >> 32);

    public static int LengthOf(UInt128 address) => IsIpv4(address) ? Ipv4Length : Ipv6Length;

    /// <summary><paramref name="mask"/>: magic cookie and transaction id, as they stand in the header.</summary>
    public static void Write(UInt128 address, ushort port, ReadOnlySpan<byte> mask, Span<byte> value)
    {
        var ipv4 = IsIpv4(address);
        value[0] = 0;
        value[1] = ipv4 ? Ipv4Family : Ipv6Family;
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(port ^ BinaryPrimitives.ReadUInt16BigEndian(mask)));
        if (ipv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)address ^ BinaryPrimitives.ReadUInt32BigEndian(mask));
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(value[4..], address ^ BinaryPrimitives.ReadUInt128BigEndian(mask));
        }
    }

    public static bool TryRead(ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask, ref UInt128 address, ref ushort port)
    {
        var ipv4 = value.Length == Ipv4Length && value[1] == Ipv4Family;
        if (!ipv4 && (value.Length != Ipv6Length || value[1] != Ipv6Family))
        {
            return false;
        }

        if (port == 0)
        {
            port = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ BinaryPrimitives.ReadUInt16BigEndian(mask));
            address = ipv4
                ? MappedPrefix | (BinaryPrimitives.ReadUInt32BigEndian(value[4..]) ^ BinaryPrimitives.ReadUInt32BigEndian(mask))
                : BinaryPrimitives.ReadUInt128BigEndian(value[4..]) ^ BinaryPrimitives.ReadUInt128BigEndian(mask);
        }

        return true;
    }
}
