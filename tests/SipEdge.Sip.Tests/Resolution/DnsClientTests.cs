using System.Net;
using System.Net.Sockets;
using SipEdge.Sip.Resolution;

namespace SipEdge.Sip.Tests.Resolution;

/// <summary>
/// Servers that guess, lie, cut off, drip and say nothing: each question ends in a bounded time with a value, and only the answer to
/// what was asked counts. Time moves where the test moves it.
/// </summary>
public sealed class DnsClientTests
{
    private static readonly DnsQuestion Question = new("sip.carrier.example", DnsType.A);

    [Fact]
    public async Task Only_the_answer_with_the_right_id_counts()
    {
        await using var server = new HostileDnsServer
        {
            OverUdp = static asked => [.. Enumerable.Range(1, 7).Select(wrong => asked.Address(66, id: asked.Id ^ wrong)), asked.Address(1)],
        };
        Assert.Equal("192.0.2.1", await AskAsync(server));
    }

    [Theory]
    [InlineData("other.example", 1)]
    [InlineData("sip.carrier.example", 28)]
    public async Task An_answer_to_another_question_is_none(string about, ushort type)
    {
        await using var server = new HostileDnsServer
        {
            OverUdp = asked => [asked.Address(66, about: about, type: type), asked.Address(1)],
        };
        Assert.Equal("192.0.2.1", await AskAsync(server));
    }

    [Fact]
    public async Task What_another_port_sends_is_not_heard()
    {
        await using var server = new HostileDnsServer
        {
            FromElsewhere = static asked => asked.Address(66),
            OverUdp = static asked => [asked.Address(1)],
        };
        Assert.Equal("192.0.2.1", await AskAsync(server));
    }

    [Fact]
    public async Task Somebody_who_guesses_drives_the_question_to_TCP()
    {
        await using var server = new HostileDnsServer
        {
            OverUdp = static asked => Enumerable.Range(1, 60).Select(wrong => asked.Address(66, id: asked.Id ^ wrong)),
            OverTcp = static asked => HostileDnsServer.Framed(asked.Address(1)),
        };
        Assert.Equal("192.0.2.1", await AskAsync(server));
        Assert.Equal([false, true], server.Asked.Select(static asked => asked.OverTcp));
        Assert.NotEqual(server.Asked[0].Id, server.Asked[1].Id);
    }

    public static TheoryData<string> Broken => ["a loop", "a forward pointer", "counts of 65535", "cut off", "nothing", "noise", "a query"];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_cannot_be_read_is_passed_over(string kind)
    {
        await using var server = new HostileDnsServer { OverUdp = asked => [Break(asked, kind), asked.Address(1)] };
        Assert.Equal("192.0.2.1", await AskAsync(server));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task And_over_TCP_it_is_a_failure(string kind)
    {
        await using var server = new HostileDnsServer
        {
            OverUdp = static asked => [asked.Address(66, flags: 0x8380)],
            OverTcp = asked => HostileDnsServer.Framed(Break(asked, kind)),
            Closes = true,
        };
        var client = Client(TimeProvider.System, server.EndPoint);
        var answer = await client.AskAsync(Question, CancellationToken.None);
        Assert.Equal((DnsOutcome.Failed, $"{server.EndPoint} sent an answer that cannot be read"), (answer.Outcome, answer.Error));
        Assert.Equal((2, 2), (client.Queries, client.Failures));
    }

    [Fact]
    public async Task An_answer_that_was_cut_off_is_asked_for_over_TCP_and_nothing_of_it_is_used()
    {
        await using var server = new HostileDnsServer
        {
            OverUdp = static asked => [asked.Address(66, flags: 0x8380)],
            OverTcp = static asked => HostileDnsServer.Framed(asked.Address(1)),
        };
        Assert.Equal("192.0.2.1", await AskAsync(server));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    public async Task A_server_that_drips_over_TCP_costs_its_time_out_and_no_more(int bytes)
    {
        await using var server = new HostileDnsServer
        {
            OverUdp = static asked => [asked.Address(66, flags: 0x8380)],
            OverTcp = asked => HostileDnsServer.Framed(asked.Address(1))[..bytes],
        };
        var time = new SteppedTime();
        var asking = Client(time, server.EndPoint).AskAsync(Question, CancellationToken.None);
        await server.ComeAsync(2);
        time.Expire();
        await server.ComeAsync(4);
        time.Expire();
        var answer = await asking.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((DnsOutcome.Failed, $"{server.EndPoint} did not answer in time"), (answer.Outcome, answer.Error));
    }

    [Fact]
    public async Task Servers_that_say_nothing_are_each_asked_as_often_as_is_set()
    {
        await using var one = new HostileDnsServer();
        await using var two = new HostileDnsServer();
        var time = new SteppedTime();
        var client = Client(time, one.EndPoint, two.EndPoint);
        var asking = client.AskAsync(Question, CancellationToken.None);
        foreach (var (server, count) in new[] { (one, 1), (two, 1), (one, 2), (two, 2) })
        {
            await server.ComeAsync(count);
            Assert.False(asking.IsCompleted);
            time.Expire();
        }
        Assert.Equal(DnsOutcome.Failed, (await asking.WaitAsync(TimeSpan.FromSeconds(30))).Outcome);
        Assert.Equal((4, 4), (client.Queries, client.Failures));
    }

    [Fact]
    public async Task The_server_that_answered_last_is_asked_first()
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var dead = (IPEndPoint)nobody.LocalEndPoint!;
        nobody.Close();
        await using var server = new HostileDnsServer { OverUdp = static asked => [asked.Address(1)] };
        var client = Client(TimeProvider.System, dead, server.EndPoint);
        await client.AskAsync(Question, CancellationToken.None);
        Assert.Equal((2, 1), (client.Queries, client.Failures));
        await client.AskAsync(Question, CancellationToken.None);
        Assert.Equal((3, 1), (client.Queries, client.Failures));
    }

    [Theory]
    [InlineData(2)] // server failure
    [InlineData(5)] // refused
    public async Task A_server_that_cannot_say_is_not_believed(ushort code)
    {
        await using var bad = new HostileDnsServer { OverUdp = asked => [asked.Address(66, flags: (ushort)(0x8180 | code))] };
        await using var good = new HostileDnsServer { OverUdp = static asked => [asked.Address(1)] };
        Assert.Equal("192.0.2.1", AddressOf(await Client(TimeProvider.System, bad.EndPoint, good.EndPoint).AskAsync(Question, CancellationToken.None)));
    }

    [Fact]
    public async Task A_server_from_before_EDNS_is_asked_without_it()
    {
        await using var server = new HostileDnsServer
        {
            OverUdp = static asked => [asked.Edns ? new DnsBytes(asked.Id, 0x8181).Bytes : asked.Address(1)],
        };
        Assert.Equal("192.0.2.1", await AskAsync(server));
    }

    [Fact]
    public async Task Aliases_without_an_end_are_a_failure_after_a_few_questions()
    {
        await using var server = new HostileDnsServer { OverUdp = static asked => [asked.Alias($"x{asked.Name}")] };
        var answer = await Client(TimeProvider.System, server.EndPoint).AskAsync(Question, CancellationToken.None);
        Assert.Equal(DnsOutcome.Failed, answer.Outcome);
        Assert.InRange(server.Asked.Count, 2, DnsAnswerReader.MostAliases + 1);
    }

    [Fact]
    public async Task Records_of_names_that_were_not_asked_for_are_not_taken()
    {
        await using var server = new HostileDnsServer
        {
            OverUdp = static asked =>
            [
                new DnsBytes(asked.Id).Question(asked.Name, asked.Type)
                    .Answer("bank.example", 1, 60, static data => data.Raw(192, 0, 2, 66))
                    .Answer("x." + asked.Name, 1, 60, static data => data.Raw(192, 0, 2, 67)).Bytes,
            ],
        };
        var answer = await Client(TimeProvider.System, server.EndPoint).AskAsync(Question, CancellationToken.None);
        Assert.Equal((DnsOutcome.NoData, 0), (answer.Outcome, answer.Records.Length));
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_told_so()
    {
        await using var server = new HostileDnsServer();
        using var stop = new CancellationTokenSource();
        var asking = Client(new SteppedTime(), server.EndPoint).AskAsync(Question, stop.Token);
        await server.ComeAsync(1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static byte[] Break(AskedDns asked, string kind)
    {
        var right = asked.Address(66);
        switch (kind)
        {
            case "a loop":
                return new DnsBytes(asked.Id).Question(asked.Name, 1).Bytes[..12].Concat(new byte[] { 0xC0, 12, 0, 1, 0, 1 }).ToArray();
            case "a forward pointer":
                return [.. new DnsBytes(asked.Id).Question(asked.Name, 1).Bytes[..12], 0xC0, 60, 0, 1, 0, 1, .. right];
            case "counts of 65535":
                (right[6], right[7], right[8], right[9]) = (255, 255, 255, 255);
                return right;
            case "cut off":
                return right[..^3];
            case "noise":
                return [.. Enumerable.Range(0, 900).Select(static number => (byte)(number * 151))];
            case "a query":
                right[2] &= 0x7F;
                return right;
            default:
                return [];
        }
    }

    private static async Task<string> AskAsync(HostileDnsServer server) =>
        AddressOf(await Client(TimeProvider.System, server.EndPoint).AskAsync(Question, CancellationToken.None));

    private static string AddressOf(DnsAnswer answer) =>
        answer.Records is [AddressRecord record] ? record.Address.ToString().Split(':')[0] : $"{answer.Outcome} {answer.Error}";

    private static DnsClient Client(TimeProvider time, params IPEndPoint[] servers) => new(
        new DnsSettings { Servers = [.. servers], Timeout = TimeSpan.FromSeconds(20), Attempts = 2 }, time);
}
