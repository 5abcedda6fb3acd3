using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SipEdge.Tests.RealPeers;

/// <summary>What a scanner throws at open ports: the edge answers or counts, and goes on carrying calls.</summary>
public sealed class HostileInputTests
{
    private const int Seed = 4711;
    private const int Datagrams = 2000;

    [PeerFact("sipp")]
    public async Task Broken_messages_on_every_port_do_not_stop_the_next_call()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            Acls = new() { ["near"] = $"{{ addresses: [ {{ prefix: {bed.Caller} }}, {{ prefix: {bed.Stranger} }} ] }}" },
        });
        var options = Encoding.ASCII.GetBytes(Options(bed.Stranger));
        var random = new Random(Seed);
        using var datagrams = new UdpClient(new IPEndPoint(bed.Stranger, 5070));
        for (var i = 0; i < Datagrams; i++)
        {
            await datagrams.SendAsync(Mutate(options, random), bed.Target);
        }

        // Whole garbage, an endless line, a length beyond all bounds, half a message, and TLS where none is spoken.
        var lengths = Encoding.ASCII.GetBytes(Options(bed.Stranger).Replace("Content-Length: 0", "Content-Length: 99999999999"));
        await Closes(bed.Target, Enumerable.Range(0, 100_000).Select(_ => (byte)random.Next(256)).ToArray());
        await Closes(bed.Target, Encoding.ASCII.GetBytes(new string('a', 100_000)));
        await Closes(bed.Target, lengths);
        await Closes(bed.Target, [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]);
        await Closes(new IPEndPoint(bed.Edge, 5061), options);
        using var half = new TcpClient(new IPEndPoint(bed.Stranger, 0));
        await half.ConnectAsync(bed.Target);
        await half.GetStream().WriteAsync(options.AsMemory(0, options.Length / 2));

        var answering = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Callee));
        var calling = SippProcess.Call(
            bed, "call", new SippSettings(bed.Caller) { Hold = TimeSpan.FromMilliseconds(100) }, bed.Target);
        Assert.Equal(new SippStatistics(1, 0, 0, 0, 0), await calling.Succeeds());
        await answering.Succeeds();
        Assert.Equal("running", (await edge.Status()).State);
        var records = await edge.StopAndReadRecords();
        Assert.Contains(records, record => record.Text("outcome") == "answered");
        Assert.DoesNotContain("Exception", edge.Log);

        async Task Closes(IPEndPoint target, byte[] bytes)
        {
            using var client = new TcpClient(new IPEndPoint(bed.Stranger, 0));
            await client.ConnectAsync(target);
            using var limit = new CancellationTokenSource(TestBed.Patience);
            try
            {
                await client.GetStream().WriteAsync(bytes, limit.Token);
                var answer = new byte[4096];
                while (await client.GetStream().ReadAsync(answer, limit.Token) > 0)
                {
                    // A refusal may come first.
                }
            }
            catch (IOException end) when (end.InnerException is SocketException)
            {
                // Reset while it was still being written to: closed all the same.
            }
        }
    }

    private static byte[] Mutate(byte[] message, Random random)
    {
        var bytes = message.ToArray();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            bytes[random.Next(bytes.Length)] = random.Next(4) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)'\r',
                2 => (byte)"\n:;,<>\"@ "[random.Next(9)],
                _ => 0,
            };
        }

        return random.Next(5) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }

    // Only OPTIONS: a mutation that is still a good message must not become a call that somebody has to end.
    private static string Options(IPAddress from) => $"""
        OPTIONS sip:{EdgeConfiguration.Domain} SIP/2.0
        Via: SIP/2.0/UDP {from}:5070;branch=z9hG4bKhostile;rport
        Max-Forwards: 70
        From: "A \" quoted, name" <sip:x@{EdgeConfiguration.Domain}>;tag=1
        To: <sip:1000@{EdgeConfiguration.Domain};user=phone>
        Call-ID: hostile@{from}
        CSeq: 1 OPTIONS
        Contact: <sip:x@{from}:5070>
        Authorization: Digest username="x", realm="edge.test", nonce="n", uri="sip:x", response="0123", nc=00000001, qop=auth
        Supported: 100rel, timer
        Content-Length: 0


        """.ReplaceLineEndings("\r\n");
}
