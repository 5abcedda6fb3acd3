using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace SipEdge.Load.Sockets;

/// <summary>An IPv4 address and port in host order; the whole comparison lives on 127.0.0.0/8 of its own namespace.</summary>
internal readonly record struct Ipv4Endpoint(uint Address, ushort Port)
{
    internal static Ipv4Endpoint Parse(string text)
    {
        var end = IPEndPoint.Parse(text);
        return new(BinaryPrimitives.ReadUInt32BigEndian(end.Address.GetAddressBytes()), (ushort)end.Port);
    }

    internal IPEndPoint ToIPEndPoint() => new(BinaryPrimitives.ReverseEndianness(Address), Port);

    internal string Host => new IPAddress(BinaryPrimitives.ReverseEndianness(Address)).ToString();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
