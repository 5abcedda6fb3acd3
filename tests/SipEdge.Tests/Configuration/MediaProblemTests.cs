using SipEdge.Configuration;

namespace SipEdge.Tests.Configuration;

/// <summary>What an operator is told about media policies: of everybody, of trunks, and of the two sides of a call together.</summary>
[Collection(nameof(ExampleFiles))]
public class MediaProblemTests
{
    // Right as it stands. {0}: media.policy, {1}: media of pbx, {2}: keys of pbx' gateway, {3}: media of carrier.
    private const string Right = """
        version: 1
        listeners:
          - { name: udp, transport: udp, bind: "192.0.2.10:5060" }
          - { name: tls, transport: tls, bind: "192.0.2.10:5061", tls: own }
        tls:
          own: { self_signed: true }
        acls:
          office: { addresses: [198.51.100.0/24] }
        domains:
          example.net: { acls: [office] }
        default_domain: example.net
        media:
          policy: { {0} }
        trunks:
          pbx:
            media: { {1} }
            gateways:
              - { name: a, address: 192.0.2.20, {2} }
          carrier:
            media: { {3} }
            gateways:
              - { name: a, address: 203.0.113.5 }
        routes:
          - { to: pbx, from_trunk: carrier }
          - { to: carrier }
        """;

    private const string Tls = "transport: tls, tls_name: pbx.example";

    private static string[] Check(string policy, string pbx = "", string gateway = "", string carrier = "") =>
        Told(Right.Replace("{0}", policy, StringComparison.Ordinal).Replace("{1}", pbx, StringComparison.Ordinal)
            .Replace("{2}", gateway, StringComparison.Ordinal).Replace("{3}", carrier, StringComparison.Ordinal));

    private static string[] Told(string text) =>
        [.. ConfigurationFile.LoadText(text, "f.yaml", "/").Problems.Select(problem => problem.ToString())];

    [Fact]
    public void The_file_the_other_tests_start_from_is_right() => Assert.Empty(Check(""));

    [Theory]
    // Codecs.
    [InlineData("allow: [pcmaa]", "13:21: error: media.policy.allow[0]: there is no well-known codec 'pcmaa'; expected name/clock for one that is not; did you mean 'pcma'?")]
    [InlineData("allow: \"pcma,pcmu\"", "13:20: error: media.policy.allow[0]: 'pcma,pcmu' is not a codec; expected one name for each item, as pcma or opus/48000/2")]
    [InlineData("allow: [pcma, PCMA]", "13:27: error: media.policy.allow[1]: codec 'PCMA' is there already")]
    [InlineData("allow: [pcma, all]", "13:13: error: media.policy.allow: 'all' stands for every codec, so it stands alone; expected allow: all, or a list of names")]
    [InlineData("disallow: all", "13:23: error: media.policy.disallow: no codec is left: everything is disallowed and nothing allowed; expected allow: the codecs that calls may use")]
    [InlineData("allow: [pcma], disallow: [pcma/8000, pcma]", "13:13: error: media.policy.allow: no codec for voice is left; expected one that disallow does not name")]
    [InlineData("allow: [h264, cn]", "13:13: error: media.policy.allow: no codec for voice is left; expected one that disallow does not name\nf.yaml:13:13: warning: media.policy.allow: 'cn' passes beside every codec, allowed or not; expected disallow takes it out")]
    [InlineData("allow: [pcma, pcmu], disallow: [pcmu]", "13:34: warning: media.policy.disallow: 'pcmu' is allowed and disallowed: disallow wins; expected one of the two")]
    // Values.
    [InlineData("ptime: 5", "13:20: error: media.policy.ptime: 5 is out of range; expected 10 to 120\nf.yaml:13:20: error: media.policy.ptime: 5 ms is no packet time of a codec; expected a multiple of 10")]
    [InlineData("ptime: 25", "13:20: error: media.policy.ptime: 25 ms is no packet time of a codec; expected a multiple of 10")]
    [InlineData("nat: maybe", "13:18: error: media.policy.nat: 'maybe' is not known here; expected auto, yes, no")]
    [InlineData("dtmf: rfc2833", "13:19: error: media.policy.dtmf: 'rfc2833' is not known here; expected rfc4733, info, inband; did you mean 'rfc4733'?")]
    [InlineData("timeouts: { silence: 1s }", "13:34: error: media.policy.timeouts.silence: 1s is out of range; expected 0 for never, or 2s to 12h")]
    [InlineData("timeouts: { no_media: 0, silence: 0, action: hang_up }", "13:58: warning: media.policy.timeouts.action: both timeouts of callers that are no trunk are off: nothing ever hangs up; expected no_media or silence", 3)]
    [InlineData("timeouts: { silence: 5s, action: hang_up }", "13:34: warning: media.policy.timeouts.silence: a peer that sends nothing while nobody speaks is hung up on; expected 10s or more", 3)]
    [InlineData("sdp_addresses: any", "13:28: warning: media.policy.sdp_addresses: whoever may call can have the edge send packets to any address of its network; expected auto")]
    // SRTP.
    [InlineData("srtp: { suites: [AES_CM_128_HMAC_SHA1_81] }", "13:30: error: media.policy.srtp.suites[0]: 'AES_CM_128_HMAC_SHA1_81' is not known here; expected *did you mean 'AES_CM_128_HMAC_SHA1_80'?")]
    [InlineData("srtp: { suites: [] }", "13:21: error: media.policy.srtp.suites: SRTP needs at least one suite*")]
    [InlineData("srtp: { suites: [AES_CM_128_HMAC_SHA1_80, AES_CM_128_HMAC_SHA1_80] }", "13:55: error: media.policy.srtp.suites[1]: suite 'AES_CM_128_HMAC_SHA1_80' is there already")]
    [InlineData("srtp: { suites: [AES_CM_128_HMAC_SHA1_32] }", "13:21: warning: media.policy.srtp.suites: every packet carries 32 bits of proof only*")]
    [InlineData("srtp: { rtp_padding: 16 }", "13:34: error: media.policy.srtp.rtp_padding: padding is inside what is encrypted, and nothing here is; expected srtp.mode: optional or required")]
    [InlineData("srtp: { sdes_base64_padding: true }", "13:42: error: media.policy.srtp.sdes_base64_padding: this is about the keys of SRTP, and nothing here is encrypted; expected srtp.mode: optional or required")]
    [InlineData("srtp: { pad_crypto: true }", "13:33: error: media.policy.srtp.sdes_base64_padding: this is about the keys of SRTP, and nothing here is encrypted; expected srtp.mode: optional or required")]
    [InlineData("srtp: { pad_crypto: false, sdes_base64_padding: true }", "13:21: error: media.policy.srtp.pad_crypto: 'pad_crypto' is another name of 'sdes_base64_padding'; expected one of the two")]
    [InlineData("srtp: { mode: off }", "13:27: warning: media.policy.srtp.mode: calls that come over TLS are hidden, but their audio is not encrypted; expected mode: optional")]
    public void What_is_wrong_with_the_policy_of_everybody_is_told_with_its_place(string policy, string expected, int times = 1) =>
        AssertTold(expected, times, Check(policy));

    [Theory]
    [InlineData("allow: [pcma], disallow: [pcma]", "", "16:14: error: trunks.pbx.media.allow: no codec for voice is left*")]
    [InlineData("srtp: { rtp_padding: 129 }", Tls + ", media: srtp_sdes", "16:35: error: trunks.pbx.media.srtp.rtp_padding: 129 is out of range; expected 2 to 128")]
    [InlineData("srtp: { rtp_padding: 16 }", "", "16:35: error: trunks.pbx.media.srtp.rtp_padding: padding is inside what is encrypted*")]
    [InlineData("srtp: { pad_crypto: true }", Tls + ", media: srtp_sdes", "16:34: warning: trunks.pbx.media.srtp.sdes_base64_padding: no key that is sent here ends in '=': this changes nothing; expected rtp_padding, if the size of packets should tell less")]
    [InlineData("srtp: { mode: required }", "", "18:9: error: trunks.pbx.gateways[0].media: SDES puts the SRTP keys into the signalling*; expected transport: tls, media: rtp, or insecure_sdes_ok: true")]
    [InlineData("srtp: { mode: optional }", "", "18:9: error: trunks.pbx.gateways[0].media: SDES puts the SRTP keys into the signalling*")]
    [InlineData("", "media: srtp_optional", "18:48: error: trunks.pbx.gateways[0].media: SDES puts the SRTP keys into the signalling*")]
    [InlineData("", "media: srtp_optional, insecure_sdes_ok: true", "18:81: warning: trunks.pbx.gateways[0].insecure_sdes_ok: the SRTP keys are sent in clear text*")]
    [InlineData("", "media: srtp_dtls", "18:48: warning: trunks.pbx.gateways[0].media: whoever can change the signalling can put his own fingerprint into it, and hear these calls; expected transport: tls")]
    [InlineData("", "media: srtp_dlts", "18:48: error: trunks.pbx.gateways[0].media: 'srtp_dlts' is not known here; expected rtp, srtp_sdes, srtp_dtls, srtp_optional; did you mean 'srtp_dtls'?")]
    [InlineData("", "srtp_suites: [AES_CM_128_HMAC_SHA1_80]", "18:41: warning: trunks.pbx.gateways[0].srtp_suites: this gateway is offered plain RTP: these suites are never offered*")]
    [InlineData("", "srtp_suites: []", "18:41: error: trunks.pbx.gateways[0].srtp_suites: SRTP needs at least one suite*")]
    [InlineData("srtp: { mode: off }", Tls + ", media: srtp_sdes", "16:28: warning: trunks.pbx.media.srtp.mode: gateway 'a' of trunk 'pbx' is called with SRTP, and its own calls may not have it; expected mode: optional")]
    [InlineData("srtp: { mode: required } }\n    security: mixed\n    identity: {", Tls + ", media: srtp_optional", "")]
    [InlineData("srtp: { mode: optional } }\n    security: secure\n    identity: {", Tls + ", media: srtp_sdes", "16:28: error: trunks.pbx.media.srtp.mode: the trunk is secure: without SRTP its calls are refused; expected mode: required, or security: mixed")]
    [InlineData("}\n    security: secure\n    identity: {", Tls + ", media: srtp_optional", "20:87: error: trunks.pbx.gateways[0].media: the trunk is secure, and this gateway's audio need not be encrypted*")]
    [InlineData("timeouts: { action: hang_up, no_media: 0 }", "", "")]
    [InlineData("mode: direct", "", "16:20: warning: trunks.pbx.media.mode: only trunk 'pbx' has it: it counts where both sides of a call do; expected the same on the other side")]
    [InlineData("fax: true", "", "16:19: warning: trunks.pbx.media.fax: only trunk 'pbx' has it*")]
    [InlineData("fax: true, srtp: { mode: required }", Tls, "16:19: warning: trunks.pbx.media.fax: only trunk 'pbx' has it*\n16:19: warning: trunks.pbx.media.fax: T.38 has no SRTP, and that is required of trunk 'pbx': fax is refused; expected fax: false, or srtp.mode: optional")]
    [InlineData("video: true", "", "16:21: warning: trunks.pbx.media.video: only trunk 'pbx' has it*")]
    [InlineData("srtp: { termination: end_to_end, mode: required }", Tls, "16:35: warning: trunks.pbx.media.srtp.termination: only trunk 'pbx' has it*")]
    [InlineData("srtp: { suites: [AES_CM_128_HMAC_SHA1_80], keying: dtls, mode: required }", Tls, "")]
    public void What_is_wrong_with_a_trunks_media_is_told_with_its_place(string pbx, string gateway, string expected) =>
        AssertTold(expected, 1, Check("", pbx, gateway));

    [Theory]
    // V-23: what only an edge that relays can do.
    [InlineData("nat: yes", "", "*error: trunks.pbx.media.nat: trunk 'pbx' is reached behind NAT by an edge that relays, not directly; expected nat: auto or no, or mode: anchor")]
    [InlineData("dtmf: info", "", "*error: trunks.pbx.media.mode: the digits of trunk 'carrier' and trunk 'pbx' travel in different ways, and nothing converts them; expected one dtmf for both, or mode: anchor")]
    [InlineData("dtmf: info", "dtmf: info", "")]
    [InlineData("timeouts: { silence: 30s }", "", "*error: trunks.pbx.media.timeouts: the edge sees no packet of direct media: every call would look silent; expected mode: anchor")]
    [InlineData("timeouts: { silence: 0, no_media: 0 }", "", "")]
    [InlineData("timeouts: { action: hang_up }", "", "*warning: trunks.pbx.media.mode: timeouts.action: hang_up never ends a direct call of trunk 'pbx'; expected mode: anchor")]
    [InlineData("srtp: { mode: required, keying: dtls }", "", "*error: trunks.pbx.media.mode: SRTP is required of trunk 'pbx' and not of trunk 'carrier': only an edge that relays can join the two*")]
    [InlineData("srtp: { mode: optional, keying: dtls }", "srtp: { mode: optional }", "*error: trunks.pbx.media.mode: trunk 'carrier' and trunk 'pbx' have their keys in different ways (sdes, dtls)*")]
    [InlineData("srtp: { mode: optional, keying: dtls, rtp_padding: 16 }", "", "*error: trunks.pbx.media.srtp.rtp_padding: the media of trunk 'pbx' is direct: the edge sees no packet that it could pad*")]
    [InlineData("srtp: { mode: optional, keying: dtls, termination: terminate }", "", "*error: trunks.pbx.media.srtp.termination: terminate: nothing that is direct ends or passes at the edge*")]
    [InlineData("allow: [pcma]", "allow: [pcmu]", "")]
    public void Direct_media_and_what_only_a_relay_can_do_exclude_each_other(string pbx, string carrier, string expected)
    {
        var told = Check("", $"mode: direct, {pbx}", "", $"mode: direct, {carrier}");
        Assert.Equal(2, told.Count(line => line.Contains("learn each other's address", StringComparison.Ordinal)));
        AssertTold(expected, 1, [.. told.Where(line => !line.Contains("learn each other's address", StringComparison.Ordinal)
            && !line.Contains("fingerprint", StringComparison.Ordinal) && !line.Contains("SDES puts", StringComparison.Ordinal))]);
    }

    [Theory]
    [InlineData("keying: dtls", "", "*error: trunks.pbx.media.srtp.termination: the keys of trunk 'pbx' come from a DTLS handshake, which ends at the edge*")]
    [InlineData("rtp_padding: 8", "", "*error: trunks.pbx.media.srtp.rtp_padding: packets of trunk 'pbx' pass as they are: the edge cannot pad them*")]
    [InlineData("", "dtmf: info", "*error: trunks.pbx.media.dtmf: the edge does not read packets of trunk 'pbx': it finds no digit in them and adds none*")]
    [InlineData("", "", "")]
    public void What_passes_unread_can_be_neither_padded_nor_searched_for_digits(string srtp, string own, string expected) => AssertTold(
        expected, 1, Check(
            "", $"{own}{(own.Length > 0 ? "," : "")} srtp: {{ mode: required, termination: end_to_end, {srtp} }}", Tls,
            "srtp: { termination: end_to_end, mode: optional }")
            .Where(line => !line.Contains("carrier", StringComparison.Ordinal)));

    [Fact]
    public void A_key_of_an_earlier_release_names_what_stands_in_its_place() => AssertTold(
        "13:3: error: media.latch: 'latch' is no longer read; expected policy.nat: yes for learn, no for off, or nothing: auto", 1,
        Told(Right.Replace("policy: { {0} }", "latch: learn", StringComparison.Ordinal)
            .Replace("{1}", "", StringComparison.Ordinal).Replace("{2}", "", StringComparison.Ordinal)
            .Replace("{3}", "", StringComparison.Ordinal)));

    [Fact]
    public void SRTP_of_callers_over_clear_signalling_is_told()
    {
        AssertTold("13:27: warning: media.policy.srtp.mode: callers over UDP and TCP send their SRTP keys in clear text*", 1,
            [.. Check("srtp: { mode: optional }", "srtp: { mode: off }", "", "srtp: { mode: off }")]);
        AssertTold("13:27: warning: media.policy.srtp.mode: over UDP and TCP whoever can change the signalling*", 1,
            [.. Check("srtp: { mode: optional, keying: dtls }", "srtp: { mode: off }", "", "srtp: { mode: off }")]);
    }

    [Fact]
    public void Public_addresses_of_a_trunk_whose_gateways_are_private_are_told() => AssertTold(
        "13:29: warning: media.policy.sdp_addresses: every gateway of trunk 'pbx' has a private address*", 1,
        Told(Right.Replace("{0}", " sdp_addresses: public", StringComparison.Ordinal).Replace("192.0.2.20", "10.0.0.20", StringComparison.Ordinal)
            .Replace("{1}", "", StringComparison.Ordinal).Replace("{2}", "", StringComparison.Ordinal)
            .Replace("{3}", "", StringComparison.Ordinal)));

    /// <summary>'*' at either end stands for anything; nothing else is told, and an empty expectation is no complaint.</summary>
    private static void AssertTold(string expected, int times, IEnumerable<string> told)
    {
        var lines = told.ToList();
        var wanted = expected.Length == 0 ? [] : expected.Split('\n');
        Assert.True(lines.Count == (wanted.Length == 1 ? times : wanted.Length), $"expected {expected}\nbut was told\n{string.Join('\n', lines)}");
        foreach (var pattern in wanted)
        {
            var place = pattern.StartsWith('*') || pattern.StartsWith("f.yaml", StringComparison.Ordinal) ? pattern : $"f.yaml:{pattern}";
            var parts = place.Split('*');
            Assert.True(
                lines.Exists(line => line.StartsWith(parts[0], StringComparison.Ordinal) && parts.All(part => line.Contains(part, StringComparison.Ordinal))
                    && line.EndsWith(parts[^1], StringComparison.Ordinal)),
                $"expected {pattern}\nbut was told\n{string.Join('\n', lines)}");
        }
    }
}
