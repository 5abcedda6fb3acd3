using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using SipEdge.Tests.Telemetry;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// A secret is a secret however its header is spelled (E-13). Every spelling carries a marker of its own, from a caller who is
/// let in and from one who is not, over UDP and TCP; then everything the edge has written anywhere is searched for the markers.
/// </summary>
public sealed partial class SecretSpellingTests
{
    /// <summary>$ stands for the marker, | for a line break.</summary>
    private static readonly string[] Spellings =
    [
        "X-Auth-VoipToken: $", "x-auth-voiptoken: $", "X-AUTH-VOIPTOKEN: $", "x-AuTh-vOiPtOkEn: $", "X-Auth-VoipToken : $",
        "X-Auth-VoipToken\t: $", "X-Auth-VoipToken \t : $", "X-Auth-VoipToken:$", "X-Auth-VoipToken:  \t $  ",
        "X-Auth-VoipToken:| $", "X-Auth-VoipToken:|\t$", "X-Auth-VoipToken: a| $", "X-Auth-VoipToken: $|X-Auth-VoipToken: $",
        "X-Auth-VoipToken: |X-Auth-VoipToken: $", "X-Auth-VoipToken: a, $", "X-Auth-VoipToken: ,$", "X-Auth-VoipToken: \"$\"",
        "X-Auth-VoipToken: <$>", "X-Auth-VoipToken: $;x=y", "X-Auth-VoipToken: x;token=$", "X-Auth-EndpointSid: $",
        "X_Auth_VoipToken: $", "XAuth-VoipToken: $", "X-Auth-VoipToken2: $", "X-Auth-Token: $", "X-Api-Key: $",
        "Authorization: Digest username=\"u\", realm=\"edge.test\", nonce=\"n\", uri=\"sip:1@edge.test\", response=\"$\"",
        "Authorization: Digest username=\"u\", realm=\"$\", nonce=\"$\", uri=\"$\", response=\"$\", cnonce=\"$\", opaque=\"$\"",
        "authorization : Digest response=\"$\"", "AUTHORIZATION: Basic $", "Authorization: Bearer $",
        "Authorization:| Digest| response=$", "Authorization: $",
        "Proxy-Authorization: Digest username=\"u\", realm=\"edge.test\", nonce=\"$\", uri=\"x\", response=\"$\"",
        "Proxy-Authorization\t: Bearer $", "proxy-authorization: Basic $", "WWW-Authenticate: Digest realm=\"x\", nonce=\"$\"",
        "Proxy-Authenticate: Digest realm=\"$\"", "Authentication-Info: nextnonce=\"$\"",
        "Proxy-Authentication-Info: rspauth=\"$\"", "Cookie: $", "Identity: $", "P-Access-Token: $", "X-Password: $",
    ];

    [Fact]
    public void There_are_forty_spellings_or_more() => Assert.True(Spellings.Distinct().Count() >= 40);

    [Fact]
    public async Task A_marker_in_any_spelling_is_found_nowhere()
    {
        await using var bed = new TestBed();
        await using var collector = await OtlpCollector.StartAsync();
        await using var nextHop = new NextHopSpy(bed.Callee);
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Accounts = { ["u"] = "marker-configured" },
            Secrets = { ["TOKEN"] = "marker-configured" },
            Acls = new()
            {
                ["caller"] = $"{{ addresses: [ {{ prefix: {bed.Caller} }} ] }}",
                ["phones"] = "{ accounts: [ u ] }",
                ["pbx"] = "{ tokens: [ { sid: sid, token: { env: TOKEN } } ], allow_cleartext_token: true }",
            },
            UnknownSource = "403",
            // A wrong pair of a known address is let in, so that its call goes out and can be looked at.
            More = $"security: {{ present_but_wrong: continue }}\ncalls: {{ drain_seconds: 1 }}\ntelemetry: {{ otlp: \"{collector.Endpoint}\" }}",
        });

        var answers = new StringBuilder();
        foreach (var from in (IPAddress[])[bed.Caller, bed.Stranger])
        {
            answers.Append(await OverUdp(from, bed.Target));
            answers.Append(await OverTcp(from, bed.Target));
        }
        var explained = new StringBuilder();
        var tags = ToTag().Matches(answers.ToString()).Select(match => match.Groups[1].Value).Distinct().ToArray();
        foreach (var tag in tags)
        {
            if (await edge.TryAsk($"attempts/{tag}") is { } text)
            {
                explained.Append(text);
            }
        }
        var shown = await edge.Ask("calls") + await edge.Ask("status") + await edge.Ask("metrics");
        var records = string.Join('\n', (await edge.StopAndReadRecords()).Select(record => record.GetRawText()));
        var sent = string.Join('\n', nextHop.Everything);

        // Without these the search below would find nothing because nothing was there.
        Assert.True(SentTo().Count(sent) > Spellings.Length, "calls of the caller who is let in went out");
        Assert.True(tags.Length > 40, $"only {tags.Length} requests were answered");
        Assert.Contains("\"steps\"", explained.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"refusal\"", records, StringComparison.Ordinal);
        Assert.Contains("sip.call", collector.Everything, StringComparison.Ordinal);
        foreach (var (where, text) in new (string, string)[]
        {
            ("the next hop", sent), ("an answer", answers.ToString()), ("an explanation", explained.ToString()), ("the admin interface", shown),
            ("a record", records), ("the log", edge.Log), ("a trace or metric", collector.Everything),
        })
        {
            var found = Marker().Match(text);
            Assert.False(found.Success, $"in {where}: {found.Value} of \"{(found.Success ? Spellings[Number(found)] : "")}\"\n"
                + text[Math.Max(0, found.Index - 300)..Math.Min(text.Length, found.Index + 100)]);
        }
    }

    private static int Number(Match found) => int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) % Spellings.Length;

    private static IEnumerable<byte[]> Requests(IPAddress from, string transport)
    {
        foreach (var method in (string[])["INVITE", "OPTIONS"])
        {
            for (var i = 0; i < Spellings.Length; i++)
            {
                var header = Spellings[i].Replace("$", $"marker{i:000}secret", StringComparison.Ordinal)
                    .Replace("|", "\r\n", StringComparison.Ordinal);
                yield return Encoding.ASCII.GetBytes(
                    $"{method} sip:{i}@edge.test SIP/2.0\r\nVia: SIP/2.0/{transport} {from}:5060;rport;branch=z9hG4bK{Guid.NewGuid():N}\r\n"
                    + $"Max-Forwards: 70\r\nFrom: <sip:x@edge.test>;tag={i}\r\nTo: <sip:{i}@edge.test>\r\nCall-ID: {Guid.NewGuid():N}\r\n"
                    + $"CSeq: 1 {method}\r\nContact: <sip:x@{from}>\r\n{header}\r\nContent-Length: 0\r\n\r\n");
            }
        }
    }

    private static async Task<string> OverUdp(IPAddress from, IPEndPoint to)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(from, 5060));
        foreach (var request in Requests(from, "UDP"))
        {
            await socket.SendToAsync(request, to);
        }
        return await ReadUntilQuiet(socket);
    }

    private static async Task<string> OverTcp(IPAddress from, IPEndPoint to)
    {
        var answers = new StringBuilder();
        foreach (var request in Requests(from, "TCP"))
        {
            // A connection for each: the edge closes that of a stranger.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(to);
            await socket.SendAsync(request);
            answers.Append(await ReadUntilQuiet(socket, once: true));
        }
        return answers.ToString();
    }

    /// <summary>Reads until nothing has come for a while, the connection is closed, or one piece came.</summary>
    private static async Task<string> ReadUntilQuiet(Socket socket, bool once = false)
    {
        var text = new StringBuilder();
        var buffer = new byte[65536];
        while (true)
        {
            using var quiet = new CancellationTokenSource(TimeSpan.FromMilliseconds(once ? 100 : 700));
            try
            {
                var length = await socket.ReceiveAsync(buffer, quiet.Token);
                text.Append(Encoding.Latin1.GetString(buffer, 0, length));
                if (length == 0 || once)
                {
                    return text.ToString();
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                return text.ToString();
            }
        }
    }

    [GeneratedRegex("marker(\\d{3})secret|marker-configured")]
    private static partial Regex Marker();

    [GeneratedRegex("^To:[^\r]*;tag=(\\w+)", RegexOptions.Multiline)]
    private static partial Regex ToTag();

    [GeneratedRegex("^INVITE sip:", RegexOptions.Multiline)]
    private static partial Regex SentTo();
}
