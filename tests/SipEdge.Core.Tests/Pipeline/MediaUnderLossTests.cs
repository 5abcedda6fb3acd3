using System.Globalization;
using System.Text.RegularExpressions;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Tests.Network;

namespace SipEdge.Core.Tests.Pipeline;

/// <summary>
/// Each leg with keys of its own kind, offers that come late, and callees that ring in several places with early media in each, on a
/// network that loses a fifth. Whatever comes of it: what the edge says of media is well-formed, and nothing stays open.
/// </summary>
public sealed partial class MediaUnderLossTests
{
    private const int Seeds = 1_500;
    private const string Key = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
    private const string Fingerprint = "a=fingerprint:sha-256 "
        + "12:34:56:78:9A:BC:DE:F0:12:34:56:78:9A:BC:DE:F0:12:34:56:78:9A:BC:DE:F0:12:34:56:78:9A:BC:DE:F0\r\n";

    [Fact]
    public void Whatever_keys_the_legs_have_descriptions_stay_in_order_and_sessions_end()
    {
        var seen = new Dictionary<string, int>();
        Seed.Each(Seeds, seed => Run(seed, seen));
        // Drawn on purpose: where one of these never comes to a talk, the test has stopped testing it.
        string[] expected =
        [
            "as offered", "Off", "Optional", "Required", "Sdes", "Dtls", "direct", "end_to_end", "late", "forks",
            "from RTP/AVP", "from RTP/SAVP", "from UDP/TLS/RTP/SAVP",
        ];
        Assert.Empty(expected.Except(seen.Keys));
    }

    private static void Run(int seed, Dictionary<string, int> seen)
    {
        var random = new Random(seed);
        var mode = random.Next(8) == 0 ? MediaMode.Direct : MediaMode.Anchor;
        var endToEnd = mode == MediaMode.Anchor && random.Next(6) == 0;
        var (caller, callee) = (Draw(random), Draw(random));
        MediaPolicyOptions Policy(SrtpOptions srtp) => new()
        {
            Mode = mode,
            Srtp = srtp with { Termination = endToEnd ? SrtpTermination.EndToEnd : null },
        };
        using var scenario = new EdgeScenario(seed, options => options with
        {
            Media = options.Media with { Policy = Policy(caller) },
            Trunks = options.Trunks.SetItem("pbx", options.Trunks["pbx"] with { Media = Policy(callee) }),
        });
        var told = new Told(mode == MediaMode.Direct);
        scenario.Network.Drop = message =>
        {
            told.Note(scenario, message);
            return false;
        };
        scenario.Network.Loss = 0.2;
        scenario.Network.Duplication = 0.05;
        scenario.Network.MaxLatency = 80;

        var profile = random.Next(4) switch { 0 => "RTP/SAVP", 1 => "UDP/TLS/RTP/SAVP", _ => "RTP/AVP" };
        var late = random.Next(4) == 0;
        var withKey = profile == "RTP/SAVP" || (profile == "RTP/AVP" && random.Next(2) == 0);
        scenario.Caller.Offer = late ? "" : Audio("192.0.2.200", 40000, profile, withKey ? "1" : null);
        scenario.Caller.Answers = offer => Answer(offer, "192.0.2.200", 40000, random.Next(2) == 0);
        scenario.Caller.HangUpAfter = random.Next(500, 4_000);
        foreach (var (phone, host) in new[] { (scenario.Callee, "192.0.2.201"), (scenario.Second, "192.0.2.202") })
        {
            phone.Offer = Audio(host, 41000, profile, withKey ? "1" : null);
            phone.Answers = offer => Answer(offer, host, 41000, random.Next(2) == 0);
            phone.EarlyMedia = random.Next(2) == 0;
        }
        scenario.Callee.AnswerAfter = random.Next(300, 3_000);
        scenario.Callee.AnswerStatus = random.Next(5) == 0 ? 503 : 200;
        var forks = random.Next(3) == 0 ? random.Next(1, 4) : 0;
        for (var fork = 1; fork <= forks; fork++)
        {
            var body = random.Next(3) == 0 ? "" : Audio($"192.0.2.{210 + fork}", 42000 + (2 * fork), "RTP/AVP", null);
            scenario.Callee.Forks.Add(new ForkPlan(random.Next(60, 1_000), body));
        }
        scenario.Callee.AnswersAtFork = forks > 0 && random.Next(2) == 0 ? random.Next(1, forks + 1) : null;

        scenario.Call();
        scenario.Network.RunFor(random.Next(500, 5_000));
        var reoffers = random.Next(2) == 0 ? scenario.Caller : scenario.Callee;
        if (random.Next(2) == 0)
        {
            var again = Audio("192.0.2.200", 40010, profile, withKey ? "2" : null) + (random.Next(2) == 0 ? "a=sendonly\r\n" : "");
            reoffers.Reoffer(random.Next(2) == 0 ? SipMethod.Invite : SipMethod.Update, again, scenario.Now);
            reoffers.Node.Tick();
        }
        scenario.RunToTheEnd(limitMs: 4_000_000);
        Assert.Equal(0, scenario.Media.StaleCalls);
        if (scenario.Calls.Count == 1 && scenario.OnlyCall.Outcome == "answered")
        {
            string[] drawn =
            [
                callee.Mode?.ToString() ?? "as offered", $"{callee.Keying}", mode == MediaMode.Direct ? "direct" : "anchor", endToEnd ? "end_to_end" : "ends here",
                late ? "late" : $"from {profile}", forks > 0 ? "forks" : "one place",
            ];
            foreach (var what in drawn)
            {
                seen[what] = seen.GetValueOrDefault(what) + 1;
            }
        }
    }

    private static SrtpOptions Draw(Random random) => new()
    {
        Mode = random.Next(4) switch
        {
            0 => (SrtpMode?)SrtpMode.Off,
            1 => SrtpMode.Optional,
            2 => SrtpMode.Required,
            _ => null,
        },
        Keying = random.Next(3) == 0 ? SrtpKeying.Dtls : SrtpKeying.Sdes,
    };

    private static string Audio(string host, int port, string profile, string? cryptoTag) =>
        $"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} {profile} 0\r\na=rtpmap:0 PCMU/8000\r\n"
        + (cryptoTag is null ? "" : $"a=crypto:{cryptoTag} AES_CM_128_HMAC_SHA1_80 inline:{Key}\r\n")
        + (profile.StartsWith("UDP/TLS", StringComparison.Ordinal) ? $"a=setup:actpass\r\n{Fingerprint}" : "");

    /// <summary>Takes audio as it was offered; what need not be encrypted only when it likes to.</summary>
    private static string Answer(string offer, string host, int port, bool likesKeys)
    {
        var profile = Profile().Match(offer).Groups[1].Value;
        var tag = Crypto().Match(offer);
        var secure = profile == "RTP/SAVP" || (profile == "RTP/AVP" && likesKeys);
        return Audio(host, port, profile, secure && tag.Success ? tag.Groups[1].Value : null)
            .Replace("a=setup:actpass", "a=setup:active", StringComparison.Ordinal);
    }

    [GeneratedRegex("m=audio [0-9]+ ([A-Z/]+) ")]
    private static partial Regex Profile();

    [GeneratedRegex("a=crypto:([0-9]+) AES_CM_128_HMAC_SHA1_80 ")]
    private static partial Regex Crypto();

    [GeneratedRegex("^v=0\r\no=- ([0-9]+) ([0-9]+) IN IP4 ([0-9.]+)\r\n")]
    private static partial Regex Origin();

    /// <summary>What the edge sends, in the order in which it does: the network may turn that round, and repeats are no news.</summary>
    private sealed class Told(bool direct)
    {
        private readonly Dictionary<string, List<(ulong Version, string Body)>> _sessions = [];

        public void Note(EdgeScenario scenario, in SimulatedMessage message)
        {
            var at = message.Text.IndexOf("\r\n\r\nv=0", StringComparison.Ordinal);
            if (at < 0 || message.Source != scenario.ToEdge.Remote)
            {
                return;
            }
            var body = message.Text[(at + 4)..];
            var origin = Origin().Match(body);
            Assert.True(origin.Success, body);
            Assert.True(direct || origin.Groups[3].Value == "10.0.0.1", body);
            Assert.True(direct || !body.Contains("192.0.2.", StringComparison.Ordinal), body);
            foreach (var line in body.Split("\r\nm=")[1..].Where(static line => line.Split(' ')[1] != "0"))
            {
                var profile = line.Split(' ')[2];
                Assert.True(profile != "RTP/SAVP" || line.Contains("a=crypto:", StringComparison.Ordinal), body);
                Assert.True(!profile.StartsWith("UDP/TLS", StringComparison.Ordinal) || line.Contains("a=fingerprint:", StringComparison.Ordinal), body);
            }
            var key = $"{message.Flow.Remote} {origin.Groups[1].Value}";
            var version = ulong.Parse(origin.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            var told = _sessions.TryGetValue(key, out var known) ? known : _sessions[key] = [];
            if (!told.Contains((version, body)))
            {
                Assert.True(told.Count == 0 || version > told[^1].Version, $"{told.LastOrDefault()}\nthen\n{body}");
                told.Add((version, body));
            }
        }
    }
}
