using System.Text.Json;
using SipEdge.Cli;
using SipEdge.Tests.Cli;

namespace SipEdge.Tests.RealPeers;

/// <summary>Certificates on both sides: a PBX of baresip that is known by its own, and kamailio as a carrier that asks for the edge's.</summary>
public sealed class MutualTlsTests
{
    private const string PbxName = "cucm.example";
    private const string Extension = "+31201234501";
    private const string Telephone = "+31600000021";

    /// <summary>The source of a TLS connection of baresip's is whatever the system picks: this.</summary>
    private const string SourceOfPbx = "127.0.0.1";

    [PeerFact("baresip")]
    public async Task A_certificate_names_the_trunk_and_calls_go_both_ways_over_TLS_and_SRTP()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var edge = await EdgeProcess.Start(Edge(bed, authority, $"client_names: [{PbxName}], require_client_name: true"));
        var certificate = authority.Issue(PbxName, bed.Callee).Both;

        await Conversation.Hold(
            await Pbx(bed, authority, certificate, Conversation.CallerTone), await Outside(bed, Conversation.CalleeTone),
            $"sip:{Telephone}@{EdgeConfiguration.Domain}");
        await Conversation.Hold(
            await Outside(bed, Conversation.CallerTone), await Pbx(bed, authority, certificate, Conversation.CalleeTone),
            $"sip:{Extension}@{EdgeConfiguration.Domain}");

        var records = await edge.StopAndReadRecords();
        Assert.Equal(2, records.Length);
        Assert.Equal("carrier", records[0].Text("caller_trunk"));
        foreach (var leg in (JsonElement[])[records[0].GetProperty("caller"), records[1].GetProperty("callee")])
        {
            Assert.Equal(("tls", "srtp", PbxName), (leg.Text("transport"), leg.Text("media"), leg.Text("tls_name")));
            Assert.Equal("TLSv1.3", leg.Text("tls_version"));
        }
    }

    [PeerFact("baresip")]
    public Task An_address_without_a_certificate_is_not_enough() => Refused(static (_, _) => null);

    [PeerFact("baresip")]
    public Task A_certificate_of_somebody_else_is_not_enough() =>
        Refused(static (bed, authority) => authority.Issue("intruder.example", bed.Callee).Both);

    [PeerFact("baresip")]
    public Task The_name_in_a_certificate_of_another_authority_is_not_enough() => Refused(static (bed, _) =>
    {
        using var other = new TestAuthority(Directory.CreateDirectory(bed.PathOf("other")).FullName);
        return other.Issue(PbxName, bed.Callee).Both;
    });

    [PeerFact("kamailio", "sipp")]
    public async Task A_carrier_that_asks_for_our_certificate_takes_the_call()
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        await Carrier(bed, authority);
        var edge = await EdgeProcess.Start(ToCarrier(bed, authority, authority));
        var telephone = await SippProcess.Answer(bed, "answer", new SippSettings(bed.Address(21)));
        var calling = SippProcess.Call(
            bed, "call", new SippSettings(bed.Caller) { Number = Telephone, Hold = TimeSpan.FromMilliseconds(200) }, bed.Target);
        await calling.Succeeds();
        await telephone.Succeeds();
        Assert.Equal("answered", Assert.Single(await edge.StopAndReadRecords()).Text("outcome"));
    }

    [PeerFact("kamailio", "sipp")]
    public Task A_carrier_that_asks_for_our_certificate_and_is_shown_none_is_told_as_that() =>
        RefusedByCarrier(own: false, "tls_no_client_certificate", 116);

    [PeerFact("kamailio", "sipp")]
    public Task A_carrier_that_does_not_know_who_vouches_for_us_is_told_with_its_alert() =>
        RefusedByCarrier(own: true, "tls_alert", 48);

    private static async Task Refused(Func<TestBed, TestAuthority, string?> certificate)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        var edge = await EdgeProcess.Start(Edge(bed, authority, $"client_names: [{PbxName}], require_client_name: true"));
        var pbx = await Pbx(bed, authority, certificate(bed, authority), Conversation.CallerTone);
        await pbx.Dial($"sip:{Telephone}@{EdgeConfiguration.Domain}");
        Assert.Contains("403", (await pbx.Event("CALL_CLOSED")).GetProperty("param").GetString(), StringComparison.Ordinal);

        var record = Assert.Single(await edge.StopAndReadRecords());
        Assert.Equal(("refusal", "certificate_missing"), (record.Text("type"), record.Text("reason")));
        Assert.Equal(("carrier", "tls"), (record.Text("trunk"), record.Text("transport")));
    }

    private static async Task RefusedByCarrier(bool own, string reason, int alert)
    {
        await using var bed = new TestBed();
        using var authority = new TestAuthority(bed.Folder);
        using var other = new TestAuthority(Directory.CreateDirectory(bed.PathOf("other")).FullName);
        await Carrier(bed, authority);
        var edge = await EdgeProcess.Start(ToCarrier(bed, authority, own ? other : null));
        var calling = SippProcess.Call(
            bed, "call-refused", new SippSettings(bed.Caller) { Number = Telephone }.With(("code", "503")), bed.Target);
        await calling.Succeeds();

        var shown = await Sipedge.RunAsync(["trunk", "show", "carrier", "--socket", bed.PathOf("admin.sock")]);
        Assert.Equal(ExitCode.Success, shown.ExitCode);
        Assert.Contains(reason, shown.Output, StringComparison.Ordinal);
        var attempt = Assert.Single(Assert.Single(await edge.StopAndReadRecords()).GetProperty("attempts").EnumerateArray());
        Assert.Equal((reason, alert), (attempt.Text("reason"), attempt.GetProperty("tls_alert").GetInt32()));
    }

    /// <summary>The PBX is the carrier of the bed, and outside is a telephone without encryption.</summary>
    private static EdgeConfiguration Edge(TestBed bed, TestAuthority authority, string tls)
    {
        var (certificate, key, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        return new EdgeConfiguration(bed)
        {
            Tls = (certificate, key),
            ClientAuth = "optional",
            Acls = [],
            Carrier = ["profile: cucm-secure@1", $"tls: {{ ca: {authority.File}, {tls} }}"],
            Gateways =
            [
                $"{{ name: main, address: {bed.Callee}, tls_name: {PbxName} }}",
                $"{{ name: from, address: {SourceOfPbx}, direction: inbound }}",
            ],
            Trunks = { ["outside"] = $"{{ gateways: [ {{ name: main, address: {bed.Caller} }} ] }}" },
            Routes = ["{ from_trunk: carrier, to: outside }", "{ to: carrier }"],
            More = $"default_domain: {EdgeConfiguration.Domain}",
            Policy = "{ nat: yes }", // on loopback baresip sends from another address than it signals
        };
    }

    private static Task<BaresipProcess> Pbx(TestBed bed, TestAuthority authority, string? certificate, int tone) => BaresipProcess.Start(
        bed,
        new BaresipSettings(
            bed.Callee,
            $"<sip:{Extension}@{bed.Callee};transport=tls>;regint=0;audio_codecs=PCMU;answermode=auto;mediaenc=srtp-mand;"
                + $"outbound=\"sip:{bed.Edge}:5061;transport=tls\"")
        {
            ToneFrequency = tone,
            CertificateFile = certificate,
            AuthorityFile = authority.File,
        });

    private static Task<BaresipProcess> Outside(TestBed bed, int tone) => BaresipProcess.Start(
        bed,
        new BaresipSettings(
            bed.Caller, $"<sip:{Telephone}@{bed.Caller}>;regint=0;audio_codecs=PCMU;answermode=auto;outbound=\"sip:{bed.Edge}:5060\"")
        {
            ToneFrequency = tone,
        });

    private static Task<KamailioProcess> Carrier(TestBed bed, TestAuthority authority) => new KamailioCarrier(bed.Callee, bed.Edge)
    {
        AsksCalls = false,
        Transport = "tls",
        Tls = new KamailioTls(authority.Issue(KamailioCarrier.Domain, bed.Callee), authority.File, AsksForCertificate: true),
    }.Start(bed);

    /// <param name="bed">Where they stand.</param>
    /// <param name="authority">Vouches for the carrier.</param>
    /// <param name="ours">Vouches for the edge; null: it has no certificate to show.</param>
    private static EdgeConfiguration ToCarrier(TestBed bed, TestAuthority authority, TestAuthority? ours)
    {
        var configuration = new EdgeConfiguration(bed)
        {
            Carrier = [$"tls: {{ ca: {authority.File}{(ours is null ? "" : ", client_certificate: to-carrier")} }}"],
            Gateways =
            [
                $"{{ name: main, address: {bed.Callee}, direction: outbound, transport: tls, tls_name: {KamailioCarrier.Domain}, media: rtp }}",
            ],
        };
        var (listening, listeningKey, _) = authority.Issue(EdgeConfiguration.Domain, bed.Edge);
        if (ours is not null)
        {
            var (certificate, key, _) = ours.Issue("client.edge.test", bed.Edge);
            configuration.Certificates["to-carrier"] = (certificate, key);
        }

        return configuration with { Tls = (listening, listeningKey) };
    }
}
