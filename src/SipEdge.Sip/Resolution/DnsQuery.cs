using System.Buffers.Binary;

namespace SipEdge.Sip.Resolution;

/// <summary>Writes a query: one question, recursion wanted, and with EDNS0 how large an answer over UDP may be (RFC 6891).</summary>
public static class DnsQuery
{
    /// <summary>Room for the longest.</summary>
    public const int MaxLength = 12 + DnsNames.MaxLength + 4 + OptLength;

    /// <summary>What passes any network unfragmented (DNS flag day 2020).</summary>
    public const ushort PayloadSize = 1232;

    private const int OptLength = 11;

    /// <returns>Bytes written; 0 when the name cannot be asked for.</returns>
    public static int Write(Span<byte> destination, ushort id, DnsQuestion question, bool edns)
    {
        destination[..12].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        destination[2] = 1; // recursion desired
        destination[5] = 1; // one question
        var name = DnsNames.Write(question.Name, destination[12..(12 + DnsNames.MaxLength)]);
        if (name == 0)
        {
            return 0;
        }
        var at = 12 + name;
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)question.Type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 2)..], 1);
        at += 4;
        if (!edns)
        {
            return at;
        }
        destination[11] = 1; // one additional record: OPT, of the root
        destination.Slice(at, OptLength).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 1)..], (ushort)DnsType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 3)..], PayloadSize);
        return at + OptLength;
    }
}
