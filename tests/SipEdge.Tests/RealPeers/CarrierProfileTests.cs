using System.Net;
using System.Text.Json;

namespace SipEdge.Tests.RealPeers;

/// <summary>
/// Calls out and in through kamailio as the carrier of each profile, as an operator writes the trunk who knows nothing but what the
/// profile's first lines ask for. Between the edge and the carrier is what the profile says; PBX and telephone are their own.
/// </summary>
public sealed class CarrierProfileTests
{
    private const string Telephone = "+31600000021";
    private const string Extension = "+31201234501";

    [PeerFact("kamailio", "sipp")]
    public Task Static_over_UDP() => Plain("itsp-static-udp@1", Known, Telephone, callsUs: true);

    [PeerFact("kamailio", "sipp")]
    public Task CarrierX_that_knows_us_by_address() => Plain("carrierx@1", Known, Telephone, callsUs: true);

    [PeerFact("kamailio", "sipp")]
    public Task CarrierX_that_asks_for_credentials() => Plain(
        "carrierx-auth@1", static carrier => carrier with { HasAccount = false, Algorithm = "MD5" }, Telephone,
        callsUs: true, Account("realms: [carrier.example]"));

    [PeerFact("kamailio", "sipp")]
    public Task MessageBird_takes_calls_and_never_calls() =>
        Plain("messagebird-termination@1", Known, "31600000021", callsUs: false);

    [PeerFact("kamailio", "sipp")]
    public Task Nexmo_asks_every_call_for_key_and_secret() => Plain(
        "nexmo@1", static carrier => carrier with { HasAccount = false, Algorithm = "MD5", Realm = "sip.nexmo.com" }, "31600000021",
        callsUs: false, Account());

    [PeerFact("kamailio", "sipp")]
    public Task Registered_over_UDP() => Plain(
        "itsp-registered-udp@1", static carrier => carrier, Telephone, callsUs: true,
        Account(), "register: { registrar_domain: carrier.example }");

    [PeerFact("kamailio", "sipp")]
    public Task Registered_over_TCP() => Plain(
        "itsp-registered-udp@1", static carrier => carrier with { Transport = "tcp" }, Telephone,
        callsUs: true, Account(), "register: { registrar_domain: carrier.example }");

    [PeerFact("kamailio", "baresip")]
    public Task Static_over_TLS_and_SRTP() => Secure("itsp-static-tls@1", Known);

    [PeerFact("kamailio", "baresip")]
    public Task Registered_over_TLS_and_SRTP() => Secure(
        "itsp-registered-tls@1", static carrier => carrier, Account(), "register: { registrar_domain: carrier.example }");

    [PeerFact("kamailio", "baresip")]
    public Task The_secure_pairing_with_a_PBX() => Secure("cucm-secure@1", Known);

    private static KamailioCarrier Known(KamailioCarrier carrier) => carrier with { HasAccount = false, AsksCalls = false };

    private static string Account(string more = "") =>
        $"auth: {{ username: {KamailioCarrier.User}, password: {{ env: AT_THE_CARRIER }}{(more.Length == 0 ? "" : ", " + more)} }}";

    private static async Task Plain(
        string profile, Func<KamailioCarrier, KamailioCarrier> kind, string called, bool callsUs, params string[] keys)
    {
        await using var bed = new TestBed();
        var settings = kind(new KamailioCarrier(bed.Callee, bed.Edge));
        var carrier = await settings.Start(bed);
        var edge = await Edge(bed, profile, settings, keys);
        var hold = TimeSpan.FromMilliseconds(200);

        var telephone = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Address(21)));
        var calling = SippProcess.Call(
            bed, "call", new SippSettings(bed.Caller) { Port = 5070, Number = Telephone, Hold = hold }, bed.Target);
        await calling.Succeeds();
        await telephone.Succeeds();
        Assert.Contains(carrier.Said.Lines, line => line.Contains($"called sip:{called}@", StringComparison.Ordinal)
            && line.Contains($"by {settings.Transport}", StringComparison.Ordinal));

        if (callsUs)
        {
            var pbx = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Caller));
            calling = SippProcess.Call(
                bed, "call", new SippSettings(bed.Address(22)) { Number = Extension, Hold = hold },
                new IPEndPoint(bed.Callee, 5060));
            await calling.Succeeds();
            await pbx.Succeeds();
        }

        AssertCalls(await edge.StopAndReadRecords(), settings.Transport, "rtp", callsUs);
    }

    private static async Task Secure(string profile, Func<KamailioCarrier, KamailioCarrier> kind, params string[] keys)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var settings = kind(new KamailioCarrier(bed.Callee, bed.Edge)
        {
            Transport = "tls",
            Tls = new KamailioTls(authority.Issue(KamailioCarrier.Domain, bed.Callee), authority.File),
        });
        await settings.Start(bed);
        var edge = await Edge(bed, profile, settings, keys, authority);
        await Conversation.Hold(
            await Pbx(Conversation.CallerTone), await AtCarrier(Conversation.CalleeTone), $"sip:{Telephone}@{EdgeConfiguration.Domain}");
        await Conversation.Hold(
            await AtCarrier(Conversation.CallerTone), await Pbx(Conversation.CalleeTone), $"sip:{Extension}@{KamailioCarrier.Domain}");
        AssertCalls(await edge.StopAndReadRecords(), "tls", "srtp", callsUs: true);

        Task<BaresipProcess> Pbx(int tone) => Phone(bed, bed.Caller, Extension, bed.Edge, "", tone);
        Task<BaresipProcess> AtCarrier(int tone) => Phone(bed, bed.Address(21), Telephone, bed.Callee, ";mediaenc=srtp-mand", tone);
    }

    private static async Task<EdgeProcess> Edge(
        TestBed bed, string profile, KamailioCarrier carrier, string[] keys, TestAuthority? authority = null)
    {
        (string, string)? own = null;
        if (authority is not null)
        {
            var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
            own = (certificate, key);
        }

        var tls = authority is null ? "" : $", tls_name: {KamailioCarrier.Domain}";
        var transport = carrier.Transport == "tcp" ? ", transport: tcp" : "";
        var edge = await EdgeProcess.Start(new EdgeConfiguration(bed)
        {
            Tls = own,
            AuthorityFile = authority?.File,
            Acls = [],
            Secrets = new() { ["AT_THE_CARRIER"] = carrier.Password },
            Carrier = [$"profile: {profile}", .. keys],
            Gateways = [$"{{ name: main, address: {bed.Callee}{tls}{transport} }}"],
            Trunks = { ["pbx"] = $"{{ gateways: [ {{ name: main, address: {bed.Caller} }} ] }}" },
            Routes = ["{ from_trunk: carrier, to: pbx }", "{ to: carrier }"],
            More = $"default_domain: {EdgeConfiguration.Domain}", // carriers call an address
            Policy = "{ nat: yes }", // on loopback baresip sends from another address than it signals
        });
        if (keys.Any(static key => key.StartsWith("register:", StringComparison.Ordinal)))
        {
            await Registered(edge);
        }

        return edge;
    }

    private static Task<BaresipProcess> Phone(
        TestBed bed, IPAddress address, string number, IPAddress proxy, string keys, int tone) =>
        BaresipProcess.Start(
            bed,
            new BaresipSettings(
                address,
                $"<sip:{number}@{address}>;regint=0;audio_codecs=PCMU;answermode=auto{keys};outbound=\"sip:{proxy}:5060\"")
            {
                ToneFrequency = tone,
            });

    private static Task Registered(EdgeProcess edge)
    {
        var last = "";
        return TestBed.Until(
            async () =>
            {
                last = await edge.Ask("registrations");
                return JsonDocument.Parse(last).RootElement.EnumerateArray().Single().Text("state") == "registered";
            },
            TestBed.Patience,
            () => $"a registered trunk; it is {last}\n{edge.Log}");
    }

    private static void AssertCalls(JsonElement[] records, string transport, string media, bool callsUs)
    {
        var calls = records.Where(static record => record.Text("type") == "call").ToArray();
        Assert.Equal(callsUs ? 2 : 1, calls.Length);
        Assert.All(calls, static call => Assert.Equal(("answered", "caller_hung_up"), (call.Text("outcome"), call.Text("reason"))));
        AssertLegs(calls[0], at: "callee", other: "caller");
        Assert.Equal("carrier", Assert.Single(calls[0].GetProperty("attempts").EnumerateArray()).Text("trunk"));
        if (callsUs)
        {
            AssertLegs(calls[1], at: "caller", other: "callee");
            Assert.Equal("carrier", calls[1].Text("caller_trunk"));
        }

        void AssertLegs(JsonElement call, string at, string other)
        {
            Assert.Equal((transport, media), (call.GetProperty(at).Text("transport"), call.GetProperty(at).Text("media")));
            Assert.Equal(("udp", "rtp"), (call.GetProperty(other).Text("transport"), call.GetProperty(other).Text("media")));
        }
    }
}
