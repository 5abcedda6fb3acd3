using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using SipEdge.Cli;
using SipEdge.Tests.Cli;
using SipEdge.Tests.RealPeers;

namespace SipEdge.Tests.Hosting;

/// <summary>
/// Floods, bans and the verbs for them on real sockets: 127.0.0.2 is a trunk of the edge, every other loopback address a
/// stranger.
/// </summary>
public sealed class AbuseOnLoopbackTests
{
    private const string Trunk = """
        trunks:
          carrier:
            gateways:
              - { name: one, address: 127.0.0.2, direction: inbound }
        """;

    [Fact]
    public async Task A_trunk_is_answered_while_a_stranger_floods_and_the_flood_ends_in_a_ban()
    {
        await using var edge = await RunningEdge.StartAsync(Trunk);
        using var stranger = Udp("127.0.0.9");
        using var trunk = Udp("127.0.0.2");
        for (var round = 0; round < 30; round++)
        {
            for (var sent = 0; sent < 100; sent++)
            {
                await SendAsync(stranger, edge, Options("127.0.0.9", "flood", (round * 100) + sent));
            }
            await SendAsync(trunk, edge, Options("127.0.0.2", "honest", round));
            Assert.StartsWith("SIP/2.0 200 ", await ReceiveAsync(trunk), StringComparison.Ordinal);
        }

        var ban = Assert.Single(await BansAsync(edge));
        Assert.Equal(
            ("127.0.0.9", "automatic", "unknown_source"),
            (ban.GetProperty("source").GetString(), ban.GetProperty("kind").GetString(), ban.GetProperty("reason").GetString()));
        Assert.True(ban.GetProperty("dropped").GetInt64() > 1_000);

        // At the door of TCP, too.
        Assert.True(await IsClosedAtOnceAsync("127.0.0.9", edge.Port));
        await edge.DrainAsync();
        var records = await File.ReadAllLinesAsync(edge.Directory.File("records.jsonl"));
        Assert.Single(records, static line => line.Contains("\"event\":\"ban_begun\"", StringComparison.Ordinal));
        Assert.Single(records, static line => line.Contains("\"event\":\"ban_ended\"", StringComparison.Ordinal)
            && line.Contains("\"dropped\":", StringComparison.Ordinal));
        Assert.True(records.Length < 100, $"{records.Length} records of a flood");
    }

    [Fact]
    public async Task A_trunk_that_asks_without_an_end_leaves_room_in_the_transaction_table_for_another()
    {
        await using var edge = await RunningEdge.StartAsync("""
            trunks:
              flood:
                gateways:
                  - { name: one, address: 127.0.0.2, direction: inbound }
              quiet:
                gateways:
                  - { name: one, address: 127.0.0.3, direction: inbound }
            loops: 1
            security:
              limits: { transactions: 200 }
            """);
        using var flood = Udp("127.0.0.2");
        using var quiet = Udp("127.0.0.3");
        for (var sent = 0; sent < 1_000; sent++)
        {
            await SendAsync(flood, edge, Options("127.0.0.2", "flood", sent));
        }
        for (var round = 0; round < 40; round++)
        {
            await SendAsync(quiet, edge, Options("127.0.0.3", "quiet", round));
            Assert.StartsWith("SIP/2.0 200 ", await ReceiveAsync(quiet), StringComparison.Ordinal);
        }
        await edge.DrainAsync();
    }

    [Fact]
    public async Task Bans_are_made_listed_and_lifted_by_hand_and_a_trunk_only_with_force()
    {
        await using var edge = await RunningEdge.StartAsync(Trunk);

        var made = await Sipedge.RunAsync(
            "bans", "add", "198.51.100.0/24", "--for", "2h", "--reason", "guesses numbers", "--socket", edge.Socket);
        Assert.Equal((ExitCode.Success, "198.51.100.0/24 is banned for 2h.\n"), (made.ExitCode, made.Output));
        var list = await Sipedge.RunAsync("bans", "--socket", edge.Socket);
        Assert.Contains("198.51.100.0/24", list.Output, StringComparison.Ordinal);
        Assert.Contains("guesses numbers", list.Output, StringComparison.Ordinal);
        Assert.InRange(list.Widest, 60, 100);

        foreach (var network in (string[])["127.0.0.2", "127.0.0.0/30", "192.0.2.0/25", "::1", "127.0.0.99"])
        {
            var refused = await Sipedge.RunAsync("bans", "add", network, "--socket", edge.Socket);
            Assert.Equal((ExitCode.Failed, ""), (refused.ExitCode, refused.Output));
            Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        }
        Assert.Contains("trunk 'carrier'", (await Sipedge.RunAsync("bans", "add", "127.0.0.2", "--socket", edge.Socket)).Error, StringComparison.Ordinal);

        using var trunk = Udp("127.0.0.2");
        await Sipedge.RunAsync("bans", "add", "127.0.0.2", "--force", "--socket", edge.Socket);
        Assert.True(await IsClosedAtOnceAsync("127.0.0.2", edge.Port));
        var before = await DroppedAsync();
        await SendAsync(trunk, edge, Options("127.0.0.2", "banned", 1));
        await TestBed.Until(async () => await DroppedAsync() > before, TestBed.Patience, () => "the datagram to be turned away");
        var lifted = await Sipedge.RunAsync("bans", "lift", "127.0.0.2", "--socket", edge.Socket);
        Assert.StartsWith("127.0.0.2 is not banned any more. It was turned away ", lifted.Output, StringComparison.Ordinal);
        await SendAsync(trunk, edge, Options("127.0.0.2", "lifted", 2));
        Assert.Contains("lifted", await ReceiveAsync(trunk), StringComparison.Ordinal); // and not the one before

        Assert.Equal(ExitCode.Failed, (await Sipedge.RunAsync("bans", "lift", "127.0.0.2", "--socket", edge.Socket)).ExitCode);
        Assert.Equal("1 ban lifted.\n", (await Sipedge.RunAsync("bans", "lift", "--all", "--socket", edge.Socket)).Output);
        Assert.Empty(await BansAsync(edge));
        foreach (var wrong in (string[][])[["198.51.100.1/24"], ["nobody"], ["192.0.2.1", "--for", "soon"], ["192.0.2.1", "--for", "400d"]])
        {
            Assert.Equal(ExitCode.Failed, (await Sipedge.RunAsync(["bans", "add", .. wrong, "--socket", edge.Socket])).ExitCode);
        }

        async Task<long> DroppedAsync() => (await BansAsync(edge))
            .Single(static ban => ban.GetProperty("source").GetString() == "127.0.0.2").GetProperty("dropped").GetInt64();
    }

    [Fact]
    public async Task New_rates_count_after_a_reload_and_table_sizes_need_a_restart()
    {
        await using var edge = await RunningEdge.StartAsync(Trunk);
        edge.Directory.Write("sipedge.yaml", RunningEdge.Configuration(edge.Directory, edge.Port, Trunk + """

                limits: { messages_per_second: 1, burst: 3 }
            """));
        Assert.Equal(ExitCode.Success, (await Sipedge.RunAsync("reload", "--socket", edge.Socket)).ExitCode);
        using var trunk = Udp("127.0.0.2");
        for (var sent = 0; sent < 50; sent++)
        {
            await SendAsync(trunk, edge, Options("127.0.0.2", "fast", sent));
        }
        edge.Directory.Write("sipedge.yaml", RunningEdge.Configuration(edge.Directory, edge.Port, "security: { rates: { sources: 4096 } }"));
        var refused = await Sipedge.RunAsync("reload", "--socket", edge.Socket);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("security.rates.sources", refused.Error, StringComparison.Ordinal);

        await edge.DrainAsync();
        var limited = Assert.Single(
            await File.ReadAllLinesAsync(edge.Directory.File("records.jsonl")),
            static line => line.Contains("\"event\":\"rate_limited\"", StringComparison.Ordinal));
        using var record = JsonDocument.Parse(limited);
        Assert.Equal("carrier", record.RootElement.GetProperty("trunk").GetString());
        Assert.InRange(record.RootElement.GetProperty("dropped").GetInt64(), 40, 47); // all but the burst, and one a second
    }

    private static Socket Udp(string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        return socket;
    }

    private static async Task SendAsync(Socket from, RunningEdge edge, string text) =>
        await from.SendToAsync(Encoding.ASCII.GetBytes(text), new IPEndPoint(IPAddress.Loopback, edge.Port));

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
    }

    private static async Task<bool> IsClosedAtOnceAsync(string from, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await socket.ReceiveAsync(new byte[1], patience.Token) == 0;
    }

    private static async Task<JsonElement[]> BansAsync(RunningEdge edge)
    {
        var run = await Sipedge.RunAsync("bans", "--json", "--socket", edge.Socket);
        using var json = JsonDocument.Parse(run.Output);
        return [.. json.RootElement.EnumerateArray().Select(static ban => ban.Clone())];
    }

    private static string Options(string host, string name, int number) =>
        $"OPTIONS sip:edge.test SIP/2.0\r\nVia: SIP/2.0/UDP {host}:5060;rport;branch=z9hG4bK{name}{number}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:a@edge.test>;tag=1\r\nTo: <sip:edge.test>\r\nCall-ID: {name}-{number}\r\nCSeq: 1 OPTIONS\r\n"
        + "Content-Length: 0\r\n\r\n";
}
