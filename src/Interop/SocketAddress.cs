using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SipEdge.Interop;

/// <summary>
/// struct sockaddr_in or sockaddr_in6, with room for either. An IPv4 address appears outside as IPv4-mapped IPv6
/// (::ffff:a.b.c.d), so that one number names a peer whichever family its socket has.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SocketAddress
{
    /// <summary>sizeof(struct sockaddr_in6), the larger of the two.</summary>
    public const int Size = 28;

    private const int Ipv4Size = 16;

    [FieldOffset(0)]
    private ushort _family;

    [FieldOffset(2)]
    private ushort _port;

    // sockaddr_in: the address; sockaddr_in6: the flow information.
    [FieldOffset(4)]
    private uint _ipv4;

    // The scope id after it stays zero: a link-local address means nothing outside its link.
    [FieldOffset(8)]
    private Ipv6Bytes _ipv6;

    public readonly int Family => _family;

    /// <summary>What the kernel wants to be told beside the pointer.</summary>
    public readonly uint Length => _family == Libc.AfInet6 ? (uint)Size : Ipv4Size;

    public readonly ushort Port => BinaryPrimitives.ReverseEndianness(_port);

    /// <summary>The address as 128 bits in the order of the text form; IPv4 as ::ffff:a.b.c.d.</summary>
    public readonly UInt128 Address => _family == Libc.AfInet
        ? new UInt128(0, 0xFFFF_0000_0000UL | BinaryPrimitives.ReverseEndianness(_ipv4))
        : BinaryPrimitives.ReadUInt128BigEndian(_ipv6);

    /// <summary>An address for a socket of <paramref name="family"/>; an IPv4 address fits either family.</summary>
    public static SocketAddress Create(int family, UInt128 address, ushort port)
    {
        var created = default(SocketAddress);
        created._family = (ushort)family;
        created._port = BinaryPrimitives.ReverseEndianness(port);
        if (family == Libc.AfInet)
        {
            created._ipv4 = BinaryPrimitives.ReverseEndianness((uint)address);
        }
        else
        {
            var bytes = default(Ipv6Bytes);
            BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
            created._ipv6 = bytes;
        }

        return created;
    }

    [InlineArray(16)]
    private struct Ipv6Bytes
    {
        private byte _first;
    }
}
