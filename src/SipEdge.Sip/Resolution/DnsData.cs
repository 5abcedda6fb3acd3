using System.Buffers.Binary;
using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Resolution;

/// <summary>The data of one record, by its type. A name in it may point back into the whole message.</summary>
internal static class DnsData
{
    /// <param name="message">The whole.</param>
    /// <param name="at">Where the data begins; it ends inside the message.</param>
    /// <param name="length">Of the data, every byte of which must be accounted for.</param>
    /// <param name="owner">Whose record it is, and of which type.</param>
    /// <param name="ttl">Seconds.</param>
    /// <param name="record">Null for a type that is not wanted here.</param>
    public static DnsStatus TryRead(
        ReadOnlySpan<byte> message, int at, int length, DnsQuestion owner, uint ttl, out DnsRecord? record)
    {
        record = null;
        var end = at + length;
        var whole = message[..end];
        var data = whole[at..];
        string name;
        DnsStatus status;
        switch (owner.Type)
        {
            case DnsType.A when length == 4:
                record = new AddressRecord(
                    owner.Name, ttl, SocketEndpoint.FromIpv4(BinaryPrimitives.ReadUInt32BigEndian(data), 0));
                return DnsStatus.Complete;
            case DnsType.Aaaa when length == 16:
                // An IPv4 address dressed as IPv6 belongs to neither.
                var address = new SocketEndpoint(BinaryPrimitives.ReadUInt128BigEndian(data), 0);
                record = address.IsIpv4 ? null : new AddressRecord(owner.Name, ttl, address);
                return DnsStatus.Complete;
            case DnsType.Cname:
                status = ReadLastName(whole, at, out name);
                record = status == DnsStatus.Complete ? new AliasRecord(owner.Name, ttl, name) : null;
                return status;
            case DnsType.Srv when length > 6:
                status = ReadLastName(whole, at + 6, out name);
                record = status == DnsStatus.Complete
                    ? new ServiceRecord(owner.Name, ttl, Number(data, 0), Number(data, 2), Number(data, 4), name)
                    : null;
                return status;
            case DnsType.Naptr when length > 4:
                return ReadPointer(whole, at, owner.Name, ttl, out record);
            case DnsType.Soa:
                return ReadZone(whole, at, owner.Name, ttl, out record);
            case DnsType.A or DnsType.Aaaa or DnsType.Srv or DnsType.Naptr:
                return DnsStatus.BadRecord;
            default:
                return DnsStatus.Complete;
        }
    }

    private static ushort Number(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt16BigEndian(data[at..]);

    /// <summary>The name that closes the data.</summary>
    private static DnsStatus ReadLastName(ReadOnlySpan<byte> message, int at, out string name)
    {
        var status = DnsNames.TryRead(message, ref at, out name);
        return status == DnsStatus.Complete && at != message.Length ? DnsStatus.BadRecord : status;
    }

    private static DnsStatus ReadPointer(ReadOnlySpan<byte> message, int at, string owner, uint ttl, out DnsRecord? record)
    {
        record = null;
        var order = Number(message, at);
        var preference = Number(message, at + 2);
        at += 4;
        if (!TryReadText(message, ref at, out var flags) || !TryReadText(message, ref at, out var services)
            || !TryReadText(message, ref at, out var expression))
        {
            return DnsStatus.BadRecord;
        }
        var status = ReadLastName(message, at, out var replacement);
        if (status == DnsStatus.Complete)
        {
            record = new PointerRecord(owner, ttl, order, preference, flags, services, expression, replacement);
        }
        return status;
    }

    private static DnsStatus ReadZone(ReadOnlySpan<byte> message, int at, string owner, uint ttl, out DnsRecord? record)
    {
        record = null;
        var status = DnsNames.TryRead(message, ref at, out _);
        if (status == DnsStatus.Complete)
        {
            status = DnsNames.TryRead(message, ref at, out _);
        }
        if (status != DnsStatus.Complete)
        {
            return status;
        }
        if (at + 20 != message.Length)
        {
            return DnsStatus.BadRecord;
        }
        record = new ZoneRecord(owner, ttl, BinaryPrimitives.ReadUInt32BigEndian(message[(at + 16)..]));
        return DnsStatus.Complete;
    }

    /// <summary>A character-string (RFC 1035 §3.3): a length and as many bytes.</summary>
    private static bool TryReadText(ReadOnlySpan<byte> message, ref int at, out string text)
    {
        text = "";
        if (at >= message.Length || at + 1 + message[at] > message.Length)
        {
            return false;
        }
        text = Encoding.Latin1.GetString(message.Slice(at + 1, message[at]));
        at += 1 + message[at];
        return true;
    }
}
