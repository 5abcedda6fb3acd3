using System.Text.Json;
using SipEdge.Admin;

namespace SipEdge.Tests.RealPeers;

/// <summary>baresip phones that register through the edge at kamailio, and call each other through it.</summary>
public sealed class PhoneTests
{
    private const string Password = "at-the-edge";

    [PeerFact("kamailio", "baresip")]
    public Task A_phone_on_tls_calls_a_phone_on_udp_through_the_pbx() => CallEachOther(from: "tls", to: "udp", Edge);

    [PeerFact("kamailio", "baresip")]
    public Task A_phone_on_udp_calls_a_phone_on_tls_through_the_pbx() => CallEachOther(from: "udp", to: "tls", Edge);

    [PeerFact("kamailio", "baresip")]
    public Task Phones_whose_passwords_the_pbx_checks_call_each_other() => CallEachOther(from: "tcp", to: "udp", Pbx);

    [PeerFact("kamailio", "baresip")]
    public async Task A_pbx_that_forgot_everybody_knows_them_again_soon()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var pbx = new KamailioPbx(bed);
        await pbx.Start();
        var edge = await EdgeProcess.Start(Edge(bed, authority) with
        {
            Phones = $"{{ pbx: carrier, realms: [ {KamailioPbx.Realm} ], check_interval: 2s }}",
        });
        var caller = await Phone(bed, authority, "101", "udp", Password);
        var callee = await Phone(bed, authority, "102", "udp", Password);
        await Registered(edge, 2);

        await pbx.Restart();
        await pbx.Knows("101");
        await pbx.Knows("102");
        await Conversation.Hold(caller, callee, $"sip:102@{EdgeConfiguration.Domain}");
    }

    [PeerFact("kamailio", "baresip")]
    public async Task A_phone_whose_connection_is_cut_is_unreachable_at_once_and_rings_again_when_it_is_back()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        await new KamailioPbx(bed).Start();
        var edge = await EdgeProcess.Start(Edge(bed, authority));
        var caller = await Phone(bed, authority, "101", "udp", Password);
        var callee = await Phone(bed, authority, "102", "tcp", Password);
        await Registered(edge, 2);

        await callee.Kill();
        await Until(edge, phones => phones.Single(phone => phone.Transport == "tcp") is { Reachable: false, ExpiresIn: > 30 });
        await caller.Dial($"sip:102@{EdgeConfiguration.Domain}");
        Assert.Contains("480", (await caller.Event("CALL_CLOSED")).GetProperty("param").GetString(), StringComparison.Ordinal);

        callee = await Phone(bed, authority, "102", "tcp", Password);
        await Until(edge, phones => phones.Any(phone => phone is { Transport: "tcp", Reachable: true }));
        await caller.Dial($"sip:102@{EdgeConfiguration.Domain}");
        await callee.Event("CALL_ESTABLISHED");
        await callee.UntilHeard(TimeSpan.FromSeconds(1));
    }

    [PeerFact("sipp", "baresip")]
    public Task The_pbx_lights_the_message_lamp_of_a_phone_on_udp_and_writes_to_it() => LightTheLamp("udp");

    [PeerFact("sipp", "baresip")]
    public Task The_pbx_lights_the_message_lamp_of_a_phone_on_tls_and_writes_to_it() => LightTheLamp("tls");

    private static async Task LightTheLamp(string transport)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var pbx = await SippProcess.Answer(bed, "pbx-lamp", new SippSettings(bed.Callee) { Calls = 2 });
        var edge = await EdgeProcess.Start(Edge(bed, authority) with
        {
            AccountMore = "",
            Phones = "{ pbx: carrier }",
            Carrier = ["message: pass", "subscribe: pass"],
        });
        var phone = await Phone(bed, authority, "101", transport, Password, "mwi.so");
        await Registered(edge, 1);
        await pbx.Says("told");
        await pbx.Says("subscribed message-summary");
        Assert.Contains(
            "Voice-Message: 3/0", (await phone.Event("MWI_NOTIFY")).GetProperty("param").GetString(), StringComparison.Ordinal);
        await pbx.Says("lit");
        Assert.Contains("MESSAGE sip:101", phone.Trace, StringComparison.Ordinal);
        Assert.Contains("You have mail", phone.Trace, StringComparison.Ordinal);
        await pbx.Succeeds();
        Assert.DoesNotContain(bed.Callee.ToString(), phone.Trace, StringComparison.Ordinal);
    }

    private static async Task CallEachOther(string from, string to, Func<TestBed, TestAuthority, EdgeConfiguration> configuration)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        await new KamailioPbx(bed).Start();
        var edge = await EdgeProcess.Start(configuration(bed, authority));
        var password = configuration == Pbx ? "at-the-pbx" : Password;
        var caller = await Phone(bed, authority, "101", from, password);
        var callee = await Phone(bed, authority, "102", to, password);
        await Registered(edge, 2);
        await Conversation.Hold(caller, callee, $"sip:102@{EdgeConfiguration.Domain}");

        // Answers to requests over UDP are kept for 32 s.
        await TestBed.Until(async () => await edge.Status() is { Calls: 0, Media.Sessions: 0 }, TestBed.Patience, () => "no call");
        var calls = (await edge.StopAndReadRecords()).Where(record => record.TryGetProperty("caller_media", out _)).ToArray();
        Assert.Equal(2, calls.Length); // to the PBX, and from it
        Assert.All(calls, call =>
        {
            Assert.Equal("caller_hung_up", call.Text("reason"));
            call.HasSoundMedia("caller_media", "callee_media");
        });
        Assert.Contains(calls, call => call.GetProperty("caller").Text("transport") == from);
        Assert.Contains(calls, call => call.GetProperty("callee").Text("transport") == to);
    }

    /// <summary>The edge checks passwords, and has others for the PBX.</summary>
    private static EdgeConfiguration Edge(TestBed bed, TestAuthority authority) => Both(bed, authority) with
    {
        Accounts = new() { ["101"] = Password, ["102"] = Password },
        AccountMore = ", pbx: { password: { env: AT_THE_PBX } }",
        Secrets = new() { ["AT_THE_PBX"] = "at-the-pbx" },
        Acls = new() { ["phones"] = "{ accounts: [ \"101\", \"102\" ] }" },
        Phones = $"{{ pbx: carrier, realms: [ {KamailioPbx.Realm} ] }}",
    };

    /// <summary>The edge has no account.</summary>
    private static EdgeConfiguration Pbx(TestBed bed, TestAuthority authority) => Both(bed, authority) with
    {
        Acls = [],
        Phones = "{ pbx: carrier, authentication: pbx }",
    };

    private static EdgeConfiguration Both(TestBed bed, TestAuthority authority)
    {
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        return new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            Gateways = [$"{{ name: first, address: {bed.Callee} }}"],
        };
    }

    private static Task<BaresipProcess> Phone(TestBed bed, TestAuthority authority, string user, string transport, string password,
        params string[] modules) =>
        BaresipProcess.Start(
            bed,
            new BaresipSettings(
                user == "101" ? bed.Caller : bed.SecondCallee,
                $"<sip:{user}@{EdgeConfiguration.Domain};transport={transport}>;regint=60;audio_codecs=PCMU;answermode=auto;mwi={(modules.Contains("mwi.so") ? "yes" : "no")};"
                    + $"auth_user={user};auth_pass={password};"
                    + $"outbound=\"sip:{bed.Edge}:{(transport == "tls" ? 5061 : 5060)};transport={transport}\"")
            {
                ToneFrequency = user == "101" ? Conversation.CallerTone : Conversation.CalleeTone,
                AuthorityFile = authority.File,
                Modules = modules,
            });

    private static Task Registered(EdgeProcess edge, int count) =>
        Until(edge, phones => phones.Count(phone => phone is { Reachable: true, Pbx: "registered" }) == count);

    private static async Task Until(EdgeProcess edge, Func<IReadOnlyList<PhoneReport>, bool> wanted)
    {
        IReadOnlyList<PhoneReport> phones = [];
        await TestBed.Until(
            async () => wanted(phones = JsonSerializer.Deserialize(
                await edge.Ask("phones"), AdminJson.Default.IReadOnlyListPhoneReport)!),
            TestBed.Patience,
            () => $"phones as wanted; they are {string.Join('\n', phones)}\n{edge.Log}");
    }
}
