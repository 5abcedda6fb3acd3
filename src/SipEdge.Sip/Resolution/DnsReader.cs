using System.Buffers.Binary;
using System.Collections.Immutable;

namespace SipEdge.Sip.Resolution;

/// <summary>Reads an answer (RFC 1035 §4). A function of the bytes: nothing it is given makes it fail or read beyond them.</summary>
public static class DnsReader
{
    /// <summary>Of one message, those included that are left out. A name of more servers than this cannot be meant.</summary>
    public const int MostRecords = 512;

    private const int HeaderLength = 12;
    private const ushort Internet = 1;

    public static DnsStatus Parse(ReadOnlySpan<byte> message, out DnsMessage? answer)
    {
        answer = null;
        if (message.Length < HeaderLength)
        {
            return DnsStatus.Truncated;
        }
        var flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        var questions = Count(message, 4);
        var answers = Count(message, 6);
        var authority = Count(message, 8);
        if ((flags & 0xF800) != 0x8000 || questions > 1)
        {
            return DnsStatus.NotAnAnswer;
        }
        if (answers + authority > MostRecords)
        {
            return DnsStatus.TooManyRecords;
        }
        var offset = HeaderLength;
        DnsQuestion? question = null;
        if (questions == 1)
        {
            var status = ReadQuestion(message, ref offset, out question);
            if (status != DnsStatus.Complete)
            {
                return status;
            }
        }
        var found = ImmutableArray.CreateBuilder<DnsRecord>();
        var zones = ImmutableArray.CreateBuilder<DnsRecord>();
        var truncated = (flags & 0x0200) != 0;
        var read = ReadRecords(message, ref offset, answers, found);
        if (read == DnsStatus.Complete)
        {
            read = ReadRecords(message, ref offset, authority, zones);
        }
        // What was cut off is asked for again over TCP; what came of it is not looked at.
        if (read != DnsStatus.Complete && !truncated)
        {
            return read;
        }
        answer = new DnsMessage
        {
            Id = BinaryPrimitives.ReadUInt16BigEndian(message),
            IsTruncated = truncated,
            Code = (DnsResponseCode)(flags & 0x000F),
            Question = question,
            Answers = found.ToImmutable(),
            Authority = zones.ToImmutable(),
        };
        return DnsStatus.Complete;
    }

    private static int Count(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);

    private static DnsStatus ReadQuestion(ReadOnlySpan<byte> message, ref int offset, out DnsQuestion? question)
    {
        question = null;
        var status = DnsNames.TryRead(message, ref offset, out var name);
        if (status != DnsStatus.Complete)
        {
            return status;
        }
        if (offset + 4 > message.Length)
        {
            return DnsStatus.Truncated;
        }
        if (BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]) == Internet)
        {
            question = new DnsQuestion(name, (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[offset..]));
        }
        offset += 4;
        return DnsStatus.Complete;
    }

    private static DnsStatus ReadRecords(
        ReadOnlySpan<byte> message, ref int offset, int count, ImmutableArray<DnsRecord>.Builder records)
    {
        for (var i = 0; i < count; i++)
        {
            var status = DnsNames.TryRead(message, ref offset, out var name);
            if (status != DnsStatus.Complete)
            {
                return status;
            }
            if (offset + 10 > message.Length)
            {
                return DnsStatus.Truncated;
            }
            var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
            var ofInternet = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]) == Internet;
            // A time with the highest bit set counts as none (RFC 2181 §8).
            var ttl = BinaryPrimitives.ReadUInt32BigEndian(message[(offset + 4)..]) is var seconds && seconds > int.MaxValue ? 0 : seconds;
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 8)..]);
            offset += 10;
            if (offset + length > message.Length)
            {
                return DnsStatus.Truncated;
            }
            if (ofInternet)
            {
                status = DnsData.TryRead(message, offset, length, new DnsQuestion(name, type), ttl, out var record);
                if (status != DnsStatus.Complete)
                {
                    return status;
                }
                if (record is not null)
                {
                    records.Add(record);
                }
            }
            offset += length;
        }
        return DnsStatus.Complete;
    }
}
