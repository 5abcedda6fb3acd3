using System.Buffers.Binary;
using SipEdge.Sip.Resolution;

namespace SipEdge.Sip.Tests.Resolution;

public sealed class DnsReaderTests
{
    [Fact]
    public void A_query_reads_back()
    {
        Span<byte> query = stackalloc byte[DnsQuery.MaxLength];
        var length = DnsQuery.Write(query, 0x1234, new DnsQuestion("_sip._udp.example.com", DnsType.Srv), edns: true);
        query[2] |= 0x80; // what came back is an answer
        query[11] = 0;

        Assert.Equal(DnsStatus.Complete, DnsReader.Parse(query[..length], out var message));
        Assert.Equal((0x1234, new DnsQuestion("_sip._udp.example.com", DnsType.Srv)), ((int)message!.Id, message.Question));
    }

    [Fact]
    public void Every_record_type_is_read()
    {
        var bytes = new DnsBytes(7).Question("Example.COM", 255)
            .Answer("example.com", 1, 30, data => data.Raw(192, 0, 2, 1))
            .Answer("example.com", 28, 31, data => data.Raw([0x20, 1, 0xd, 0xb8, .. new byte[11], 1]))
            .Answer("example.com", 33, 32, data => data.Number(10).Number(20).Number(5060).Name("A.example.com"))
            .Answer("example.com", 35, 33, data => data.Number(1).Number(2).Text("s").Text("SIP+D2U").Text("").Name("_sip._udp.example.com"))
            .Answer("www.example.com", 5, 34, data => data.Pointer(12))
            .Answer("example.com", 16, 35, data => data.Text("v=spf1"))
            .Authority("example.com", 6, 600, data => data.Name("ns").Name("root").Long(1).Long(2).Long(3).Long(4).Long(90))
            .Bytes;

        Assert.Equal(DnsStatus.Complete, DnsReader.Parse(bytes, out var message));
        Assert.Equal(
        [
            "AddressRecord { Name = example.com, Ttl = 30, Type = A, Address = 192.0.2.1:0 }",
            "AddressRecord { Name = example.com, Ttl = 31, Type = Aaaa, Address = [2001:db8::1]:0 }",
            "ServiceRecord { Name = example.com, Ttl = 32, Type = Srv, Priority = 10, Weight = 20, Port = 5060, Target = a.example.com }",
            "PointerRecord { Name = example.com, Ttl = 33, Type = Naptr, Order = 1, Preference = 2, Flags = s, Services = SIP+D2U, Expression = , Replacement = _sip._udp.example.com }",
            "AliasRecord { Name = www.example.com, Ttl = 34, Type = Cname, Target = example.com }",
        ], message!.Answers.Select(record => record.ToString()));
        Assert.Equal(90u, Assert.IsType<ZoneRecord>(Assert.Single(message.Authority)).NegativeTtl);
    }

    [Fact]
    public void Every_prefix_of_an_answer_is_incomplete()
    {
        var bytes = new DnsBytes(7).Question("example.com", 33)
            .Answer("example.com", 33, 32, data => data.Number(10).Number(20).Number(5060).Name("a.example.com")).Bytes;

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(DnsStatus.Truncated, DnsReader.Parse(bytes.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void A_name_that_points_to_itself_or_forward_is_refused(int ahead)
    {
        var bytes = new DnsBytes(7).Question("example.com", 1);
        var at = bytes.Length;
        bytes.Answer("x", 5, 30, data => data.Pointer(at + 13 + ahead));

        Assert.Equal(DnsStatus.BadName, DnsReader.Parse(bytes.Bytes, out _));
    }

    [Fact]
    public void Pointers_in_a_circle_are_refused()
    {
        // The question's name points to the header, where 0xC00C makes it point back to itself.
        var bytes = new DnsBytes(0xC00C).Raw(0xC0, 0x00, 0, 1, 0, 1).Bytes;
        bytes[5] = 1;

        Assert.Equal(DnsStatus.BadName, DnsReader.Parse(bytes, out _));
    }

    [Fact]
    public void Names_that_grow_too_long_are_refused()
    {
        var bytes = new DnsBytes(7).Question(string.Join('.', Enumerable.Repeat(new string('a', 63), 4)), 1).Bytes;

        Assert.Equal(DnsStatus.BadName, DnsReader.Parse(bytes, out _));
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    public void A_label_that_is_no_text_is_refused(string label)
    {
        var bytes = new DnsBytes(7).Question("example.com", 5)
            .Answer("example.com", 5, 1, data => data.Text(label).Raw(0)).Bytes;

        Assert.Equal(DnsStatus.BadName, DnsReader.Parse(bytes, out _));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 5)]
    [InlineData(28, 4)]
    [InlineData(33, 6)]
    [InlineData(35, 4)]
    public void Data_of_the_wrong_length_is_refused(ushort type, int length)
    {
        var bytes = new DnsBytes(7).Question("example.com", type).Answer("example.com", type, 1, data => data.Raw(new byte[length])).Bytes;

        Assert.Equal(DnsStatus.BadRecord, DnsReader.Parse(bytes, out _));
    }

    [Fact]
    public void An_IPv4_address_in_the_clothes_of_IPv6_is_left_out()
    {
        var bytes = new DnsBytes(7).Question("example.com", 28)
            .Answer("example.com", 28, 1, data => data.Raw([.. new byte[10], 0xFF, 0xFF, 127, 0, 0, 1])).Bytes;

        Assert.Equal(DnsStatus.Complete, DnsReader.Parse(bytes, out var message));
        Assert.Empty(message!.Answers);
    }

    [Fact]
    public void More_records_than_can_be_meant_are_not_read()
    {
        var bytes = new DnsBytes(7).Question("example.com", 1).Bytes;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), 60_000);

        Assert.Equal(DnsStatus.TooManyRecords, DnsReader.Parse(bytes, out _));
    }

    [Fact]
    public void A_query_is_no_answer() =>
        Assert.Equal(DnsStatus.NotAnAnswer, DnsReader.Parse(new DnsBytes(7, flags: 0x0100).Question("example.com", 1).Bytes, out _));

    [Fact]
    public void Aliases_are_followed_inside_the_message_and_no_other_name_is_believed()
    {
        var message = Read(new DnsBytes(7).Question("www.example.com", 1)
            .Answer("www.example.com", 5, 20, data => data.Name("a.example.com"))
            .Answer("bank.example", 1, 30, data => data.Raw(203, 0, 113, 66))
            .Answer("a.example.com", 1, 30, data => data.Raw(192, 0, 2, 1)));
        var answer = DnsAnswerReader.Read(message, new DnsQuestion("www.example.com", DnsType.A), out var alias, out _);

        Assert.Equal((DnsOutcome.Found, 20u, null), (answer.Outcome, answer.Ttl, alias));
        Assert.Equal("192.0.2.1:0", ((AddressRecord)Assert.Single(answer.Records)).Address.ToString());
    }

    [Fact]
    public void An_alias_without_its_end_is_asked_on()
    {
        var message = Read(new DnsBytes(7).Question("www.example.com", 1)
            .Answer("www.example.com", 5, 20, data => data.Name("a.example.net")));
        DnsAnswerReader.Read(message, new DnsQuestion("www.example.com", DnsType.A), out var alias, out var ttl);

        Assert.Equal(("a.example.net", 20u), (alias, ttl));
    }

    [Fact]
    public void Aliases_in_a_circle_are_a_failure()
    {
        var message = Read(new DnsBytes(7).Question("a.example", 1)
            .Answer("a.example", 5, 20, data => data.Name("b.example")).Answer("b.example", 5, 20, data => data.Name("a.example")));

        Assert.Equal(DnsOutcome.Failed, DnsAnswerReader.Read(message, new DnsQuestion("a.example", DnsType.A), out _, out _).Outcome);
    }

    [Theory]
    [InlineData(0x8183, DnsOutcome.NoSuchName)]
    [InlineData(0x8180, DnsOutcome.NoData)]
    public void There_is_none_holds_as_long_as_the_zone_says(ushort flags, DnsOutcome expected)
    {
        var message = Read(new DnsBytes(7, flags).Question("example.com", 1)
            .Authority("example.com", 6, 600, data => data.Name("ns").Name("root").Long(1).Long(2).Long(3).Long(4).Long(90)));
        var answer = DnsAnswerReader.Read(message, new DnsQuestion("example.com", DnsType.A), out _, out _);

        Assert.Equal((expected, 90u), (answer.Outcome, answer.Ttl));
    }

    /// <summary>Whatever a server sends is a value. Half of them begin as good answers with a few bytes changed.</summary>
    [Fact]
    public void Whatever_comes_is_a_value()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var good = new DnsBytes(7).Question("example.com", 33)
            .Answer("example.com", 33, 32, data => data.Number(10).Number(20).Number(5060).Pointer(12))
            .Answer("example.com", 35, 33, data => data.Number(1).Number(2).Text("s").Text("SIP+D2U").Text("").Pointer(12))
            .Answer("example.com", 5, 32, data => data.Text("a").Pointer(12))
            .Authority("example.com", 6, 600, data => data.Pointer(12).Pointer(12).Long(1).Long(2).Long(3).Long(4).Long(90)).Bytes;
        for (var i = 0; i < 50_000; i++)
        {
            var bytes = (byte[])good.Clone();
            if (i % 2 == 0)
            {
                bytes = new byte[random.Next(64)];
                random.NextBytes(bytes);
                if (bytes.Length > 2)
                {
                    bytes[2] = 0x81;
                }
            }
            for (var changes = random.Next(1, 6); changes > 0 && bytes.Length > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            try
            {
                if (DnsReader.Parse(bytes, out var message) == DnsStatus.Complete)
                {
                    Assert.All(message!.Answers, record => Assert.InRange(record.Name.Length, 0, 253));
                    DnsAnswerReader.Read(message, new DnsQuestion("example.com", DnsType.Srv), out _, out _);
                }
            }
            catch (Exception failed)
            {
                Assert.Fail($"seed {seed}, {Convert.ToHexString(bytes)}: {failed}");
            }
        }
    }

    private static DnsMessage Read(DnsBytes bytes)
    {
        Assert.Equal(DnsStatus.Complete, DnsReader.Parse(bytes.Bytes, out var message));
        return message!;
    }
}
