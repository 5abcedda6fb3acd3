using System.Text;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Srtp;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Configuration;

/// <summary>How each choice is spelled in a configuration file. Aliases follow the name that is shown.</summary>
public static class ConfigNames
{
    public static readonly NameTable<TransportKind> Transport = new(
        ("udp", TransportKind.Udp), ("tcp", TransportKind.Tcp), ("tls", TransportKind.Tls));

    /// <summary>Of a call that finds no room: on to the next trunk, or not.</summary>
    public static readonly NameTable<GatewayPreference> Prefer = new(
        ("order", GatewayPreference.Order), ("lowest_rtt", GatewayPreference.LowestRtt));

    public static readonly NameTable<FullTrunkMode> OnFull = new(("next", FullTrunkMode.Next), ("refuse", FullTrunkMode.Refuse));

    public static readonly NameTable<ClientAuth> ClientAuthentication = new(
        ("none", ClientAuth.None), ("optional", ClientAuth.Optional), ("required", ClientAuth.Required));

    public static readonly NameTable<DigestAlgorithm> Algorithm = new(
        ("md5", DigestAlgorithm.Md5), ("sha_256", DigestAlgorithm.Sha256), ("sha_512_256", DigestAlgorithm.Sha512_256));

    public static readonly NameTable<GatewayScheme> Scheme = new(
        ("sip", GatewayScheme.Sip), ("sips", GatewayScheme.Sips), ("sips_preferred", GatewayScheme.SipsPreferred));

    /// <summary>As they stand in SDP.</summary>
    public static readonly NameTable<SrtpSuite> Suite = new(
    [
        .. SrtpSuites.All.ToArray().Select(static suite => (Encoding.ASCII.GetString(SrtpSuites.Name(suite)), suite)),
    ]);

    public static readonly NameTable<RequireMode> Require = new(
        ("any", RequireMode.Any), ("ip", RequireMode.Ip), ("credential", RequireMode.Credential),
        ("ip_and_credential", RequireMode.IpAndCredential));

    public static readonly NameTable<SessionRefresher> Refresher = new(
        ("auto", SessionRefresher.Auto), ("uac", SessionRefresher.Uac), ("uas", SessionRefresher.Uas),
        ("off", SessionRefresher.Off));

    public static readonly NameTable<Rel100Mode> Rel100 = new(
        ("off", Rel100Mode.Off), ("supported", Rel100Mode.Supported), ("required", Rel100Mode.Required));

    public static readonly NameTable<ChallengeMode> Challenge = new(
        ("auto", ChallengeMode.Auto), ("401", ChallengeMode.Always401), ("407", ChallengeMode.Always407));

    public static readonly NameTable<UnknownDomainPolicy> UnknownDomain = new(
        ("drop", UnknownDomainPolicy.Drop), ("404", UnknownDomainPolicy.NotFound),
        ("default_domain", UnknownDomainPolicy.DefaultDomain));

    public static readonly NameTable<UnknownSourcePolicy> UnknownSource = new(
        ("drop", UnknownSourcePolicy.Drop), ("403", UnknownSourcePolicy.Forbid), ("401", UnknownSourcePolicy.Challenge));

    public static readonly NameTable<GatewayDirection> Direction = new(
        ("both", GatewayDirection.Both), ("inbound", GatewayDirection.Inbound), ("outbound", GatewayDirection.Outbound));

    public static readonly NameTable<GatewayMedia> Media = new(
        ("rtp", GatewayMedia.Rtp), ("srtp_sdes", GatewayMedia.SrtpSdes), ("srtp_dtls", GatewayMedia.SrtpDtls),
        ("srtp_optional", GatewayMedia.SrtpOptional));

    public static readonly NameTable<SrtpMode> SrtpModes = new(
        ("off", SrtpMode.Off), ("optional", SrtpMode.Optional), ("required", SrtpMode.Required));

    public static readonly NameTable<SrtpKeying> Keying = new(("sdes", SrtpKeying.Sdes), ("dtls", SrtpKeying.Dtls));

    public static readonly NameTable<SrtpTermination> Termination = new(
        ("terminate", SrtpTermination.Terminate), ("end_to_end", SrtpTermination.EndToEnd));

    public static readonly NameTable<DtmfMode> Dtmf = new(
        ("rfc4733", DtmfMode.Rfc4733), ("info", DtmfMode.Info), ("inband", DtmfMode.Inband));

    public static readonly NameTable<NatMode> Nat = new(("auto", NatMode.Auto), ("yes", NatMode.Yes), ("no", NatMode.No));

    public static readonly NameTable<PhoneAuthentication> PhoneAuthentications = new(
        ("edge", PhoneAuthentication.Edge), ("pbx", PhoneAuthentication.Pbx));

    public static readonly NameTable<PhoneKeepalive> PhoneKeepalives = new(
        ("none", PhoneKeepalive.None), ("crlf", PhoneKeepalive.Crlf), ("options", PhoneKeepalive.Options));

    public static readonly NameTable<AnnouncementPlay> AnnouncementPlays = new(
        ("never", AnnouncementPlay.Never), ("early", AnnouncementPlay.Early), ("answered", AnnouncementPlay.Answered));

    public static readonly NameTable<MediaMode> MediaModes = new(("anchor", MediaMode.Anchor), ("direct", MediaMode.Direct));

    public static readonly NameTable<SdpAddressMode> SdpAddresses = new(
        ("auto", SdpAddressMode.Auto), ("any", SdpAddressMode.Any), ("public", SdpAddressMode.Public));

    public static readonly NameTable<MediaTimeoutAction> TimeoutAction = new(
        ("report", MediaTimeoutAction.Report), ("hang_up", MediaTimeoutAction.HangUp));

    public static readonly NameTable<TrustMode> Trust = new(("untrusted", TrustMode.Untrusted), ("trusted", TrustMode.Trusted));

    public static readonly NameTable<AssertedIdentityMode> AssertedIdentity = new(
        ("pass", AssertedIdentityMode.Pass), ("set", AssertedIdentityMode.Set), ("remove", AssertedIdentityMode.Remove));

    public static readonly NameTable<NumberFormat> NumberFormats = new(
        ("as_is", NumberFormat.AsIs), ("e164_plus", NumberFormat.E164Plus), ("e164_plain", NumberFormat.E164Plain),
        ("international", NumberFormat.International), ("national", NumberFormat.National));

    public static readonly NameTable<UntrustedIdentityMode> UntrustedIdentity = new(
        ("never", UntrustedIdentityMode.Never), ("when_not_private", UntrustedIdentityMode.WhenNotPrivate));

    public static readonly NameTable<PresentationMode> Presentation = new(
        ("allowed", PresentationMode.Allowed), ("restricted", PresentationMode.Restricted));

    public static readonly NameTable<IdentityHeader> IdentityCarrier = new(
        ("pai", IdentityHeader.Pai), ("ppi", IdentityHeader.Ppi), ("rpid", IdentityHeader.Rpid));

    public static readonly NameTable<RedirectMode> Redirect = new(
        ("refuse", RedirectMode.Refuse), ("follow", RedirectMode.Follow));

    public static readonly NameTable<PassMode> Passes = new(("reject", PassMode.Reject), ("pass", PassMode.Pass));

    public static readonly NameTable<ReferMode> Refer = new(
        ("reject", ReferMode.Reject), ("pass", ReferMode.Pass), ("terminate", ReferMode.Terminate));

    /// <summary>A phone's transfer is its PBX's to carry out.</summary>
    public static readonly NameTable<ReferMode> PhoneRefer = new(("reject", ReferMode.Reject), ("pass", ReferMode.Pass));

    public static readonly NameTable<ReplacesMode> Replaces = new(
        ("ignore", ReplacesMode.Ignore), ("accept", ReplacesMode.Accept));

    public static readonly NameTable<ContactHost> Contact = new(
        ("public_ip", ContactHost.PublicIp), ("fqdn", ContactHost.Fqdn), ("bind_ip", ContactHost.BindIp));

    public static readonly NameTable<OutboundProxyStyle> ProxyStyle = new(
        ("route", OutboundProxyStyle.Route), ("next_hop", OutboundProxyStyle.NextHop));

    public static readonly NameTable<DiversionMode> Diversion = new(
        ("pass", DiversionMode.Pass), ("static", DiversionMode.Static), ("off", DiversionMode.Off));

    public static readonly NameTable<HeaderRuleDirection> RuleDirection = new(
        ("towards", HeaderRuleDirection.Towards), ("from", HeaderRuleDirection.From));

    public static readonly NameTable<IdentityForm> IdentityShape = new(
        ("as_received", IdentityForm.AsReceived), ("sip", IdentityForm.Sip), ("tel", IdentityForm.Tel),
        ("both", IdentityForm.Both));

    public static readonly NameTable<WrongCredentialPolicy> WrongCredential = new(
        ("fail", WrongCredentialPolicy.Fail), ("continue", WrongCredentialPolicy.Continue));

    public static readonly NameTable<TrunkSecurity> Security = new(
        ("secure", TrunkSecurity.Secure), ("insecure", TrunkSecurity.Insecure), ("mixed", TrunkSecurity.Mixed));

    public static readonly NameTable<WhenRefused> WhenRefused = new(
        ("refuse", Configuration.WhenRefused.Refuse), ("fail_over", Configuration.WhenRefused.FailOver));

    public static readonly NameTable<WhenUnregistered> WhenUnregistered = new(
        ("fail_over", Configuration.WhenUnregistered.FailOver), ("send_anyway", Configuration.WhenUnregistered.SendAnyway));

    public static readonly NameTable<CallerIdMode> CallerId = new(("any", CallerIdMode.Any), ("owned", CallerIdMode.Owned));

    public static readonly NameTable<PrivacyMode> Privacy = new(
        ("any", PrivacyMode.Any), ("refuse_anonymous", PrivacyMode.RefuseAnonymous));

    public static readonly NameTable<DayOfWeek> Day = new(
        ("mon", DayOfWeek.Monday), ("tue", DayOfWeek.Tuesday), ("wed", DayOfWeek.Wednesday), ("thu", DayOfWeek.Thursday),
        ("fri", DayOfWeek.Friday), ("sat", DayOfWeek.Saturday), ("sun", DayOfWeek.Sunday));

    public static readonly NameTable<TlsVersion> TlsVersions = new(("1.2", TlsVersion.Tls12), ("1.3", TlsVersion.Tls13));
}
