namespace SipEdge.Doctor;

/// <summary>The likely cause of a fault, and what the operator can do. A table and nothing else.</summary>
public sealed record Diagnosis(string Cause, string Remedy)
{
    public static Diagnosis Of(Symptom seen) => seen.Fault switch
    {
        TestFault.TrunkDisabled => new(
            "The trunk is switched off (active: false).",
            $"sipedge trunk enable {seen.Name}"),
        TestFault.NoOutboundGateway => new(
            "No gateway of the trunk may be called: each is inactive or inbound only.",
            "Set direction: outbound or both, and active: true, at the gateway that calls go to."),
        TestFault.NoListener => new(
            $"No listener can call {seen.Detail}: none speaks its transport over its address family, or only one on loopback does.",
            "Add a listener of that transport, or change the gateway's transport, address or listener."),

        TestFault.NameUnknown => new(
            $"DNS says that there is no name {seen.Name}: it is misspelled, was removed, or exists only in the carrier's own DNS.",
            "Compare the spelling with the carrier's sheet; where the carrier runs its own DNS, name that under dns.servers."),
        TestFault.DnsUnanswered => new(
            $"The DNS servers gave no answer that counts: {seen.Detail}.",
            "Check the DNS servers (dns.servers, else /etc/resolv.conf) and that port 53, UDP and TCP, is open to them."),
        TestFault.NameWithoutAddress => new(
            $"{seen.Name} exists but leads to no address over a family that a listener has.",
            "Ask the carrier for the right host name. Only AAAA records need a listener with an IPv6 address."),
        TestFault.ServiceDenied => new(
            $"The SRV records of {seen.Name} say \".\": the carrier does not offer SIP over this transport (RFC 2782).",
            "Set another transport at the gateway; 'sipedge trunk probe' shows which the carrier offers."),
        TestFault.NoSharedTransport => new(
            $"DNS offers {seen.Name} only over transports that no listener here speaks.",
            "Add a listener of a transport that the carrier offers ('sipedge trunk probe' shows them), or set the gateway's transport."),

        TestFault.PortClosed => new(
            $"The host is there, but nothing listens on {seen.Peer} (ICMP port unreachable).",
            "Check port and transport with the carrier's sheet: many listen on TCP or TLS only, or not on 5060."),
        TestFault.UdpSilent => new(
            "No datagram came back. A firewall drops them on the way out or back, the address is wrong, or the carrier ignores "
                + "addresses and ports that it does not know.",
            "Open UDP to the peer and back; have the carrier allow this machine's public address. If it wants a fixed source port, "
                + "test with the edge running: 'sipedge trunk list' shows its own pings."),
        TestFault.ConnectionRefused => new(
            $"Nobody listens on {seen.Peer}, or a firewall refuses this machine.",
            "Check port and transport with the carrier's sheet: UDP only is common."),
        TestFault.ConnectTimeout => new(
            $"Attempts to connect to {seen.Peer} vanish: a firewall drops them, or the address is wrong.",
            "Open this port outward, and have the carrier allow this machine's public address."),
        TestFault.Unreachable => new(
            $"This machine has no route to {seen.Peer}, or may not use it.",
            "Check the routes (ip route get), the listener's bind address and the local firewall."),

        TestFault.HandshakeTimeout => new(
            "The port accepts connections but does not speak TLS in time: it is a plaintext port, or something between holds the bytes.",
            "Use the carrier's TLS port (usually 5061); if there is none, set transport: tcp or udp."),
        TestFault.UnknownAuthority => new(
            $"No authority that is trusted here signed the certificate ({seen.Detail}).",
            "Put the carrier's authority (PEM, intermediates included) into the trunk's tls.ca; for a public one update the "
                + "system's authorities."),
        TestFault.NameMismatch => new(
            $"The certificate is for {seen.Detail}, not for {seen.Name}, which is what the configuration calls.",
            "Write the name that the carrier's sheet gives as the gateway's address or tls_name. A wildcard does not count (RFC 5922 §7.2)."),
        TestFault.CertificateExpired => new(
            $"A certificate of the peer's chain is out of date: {seen.Detail}.",
            "If this machine's clock is right (timedatectl), the carrier has to renew it: tell them."),
        TestFault.WrongUsage => new(
            "The certificate may not be used for a TLS server (extended key usage).",
            "The carrier has to put another certificate there: tell them."),
        TestFault.PinMismatch => new(
            "The chain is good, but holds none of the keys that tls.pins names: the carrier changed its key, or this is not the carrier.",
            "Ask the carrier for its new key over another way before you add its pin; do not just remove the pins."),
        TestFault.NoClientCertificate => new(
            "The peer wants to see a certificate of ours, and none is configured or it does not take that one.",
            "Set the trunk's tls.client_certificate to one whose authority the carrier knows; give the carrier that authority."),
        TestFault.NoSharedVersion => new(
            "No TLS version in common: the peer speaks only TLS 1.0 or 1.1, or less than tls.min_version asks for.",
            "TLS 1.0 and 1.1 are not spoken here (RFC 8996): the carrier has to offer TLS 1.2. If min_version is 1.3, try 1.2."),
        TestFault.NoSharedSuite => new(
            "No cipher suite in common: the peer offers none with forward secrecy and authenticated encryption (RFC 9325).",
            "The carrier has to enable an ECDHE suite with GCM or ChaCha20."),
        TestFault.Plaintext => new(
            $"What answers on {seen.Peer} speaks no TLS.",
            "Use the carrier's TLS port (usually 5061), or set transport: tcp if it has none."),
        TestFault.ClosedInHandshake => new(
            "The peer closed the connection during the TLS handshake without saying why: a plaintext port, an address list, or a name "
                + "(SNI) that it does not serve.",
            "Check the TLS port, the gateway's tls_name, and that the carrier allows this machine's public address."),
        TestFault.TlsAlert => new(
            $"The peer refused the TLS handshake: {seen.Detail}.",
            "unknown_ca, bad_certificate and certificate_unknown are about our certificate: give the carrier its authority. "
                + "unrecognized_name is about the gateway's tls_name."),
        TestFault.CertificateExpiresSoon => new(
            $"The peer's certificate ends {seen.Detail}.",
            "Nothing today. If the carrier does not renew it by then, calls fail: tell them."),

        TestFault.Silent => new(
            "The connection is up, but no SIP answer came: it is no SIP port, or the carrier does not talk to this address.",
            "Check the port, and have the carrier allow this machine's public address."),
        TestFault.ClosedByPeer => new(
            "The peer took the connection and closed it instead of answering: an address list, a TLS port, or no SIP at all.",
            "Have the carrier allow this machine's public address; check port and transport."),
        TestFault.TlsExpected => new(
            $"{seen.Peer} answers in TLS: it is a TLS port, and was spoken to in plain text.",
            "Set transport: tls at the gateway, or use the plain port (usually 5060)."),
        TestFault.Garbage => new(
            $"What answers is no SIP: {seen.Detail}.",
            "Check the port: another service listens there, or a SIP ALG in a router spoils the messages: switch it off."),
        TestFault.SipsRefused => new(
            $"The peer refuses sips addresses ({seen.Status}), as many proxies do, although it takes TLS.",
            "Set scheme: sip at the gateway with transport: tls; or scheme: sips_preferred to have refused calls tried once with sip."),
        TestFault.AddressRefused => new(
            $"The peer answers, but refuses this address ({seen.Status}): it is not on the carrier's list, or the trunk is locked.",
            "Give the carrier this machine's public address, and the source port if they ask; check that the account is active."),
        TestFault.Unavailable => new(
            $"The peer is overloaded or in maintenance (503{seen.Detail}).",
            "Wait and test again; calls go to the trunk's other gateways meanwhile. If it stays, tell the carrier."),
        TestFault.ServerFailure => new(
            $"The peer has a fault of its own, or something behind it does ({seen.Status}).",
            "Test again; if it stays, give the carrier the time, the Call-ID and this report."),
        TestFault.OptionsIgnored => new(
            "The peer takes other requests but does not answer OPTIONS.",
            "Nothing, for calls. Do not have the trunk's health judged by OPTIONS, or it is taken for dead."),

        TestFault.NoCredentials => new(
            $"The peer wants a password (realm {seen.Detail}), and the trunk has none.",
            "Set the trunk's auth: username and password, as the carrier's sheet has them."),
        TestFault.ChallengeNeedsTls => new(
            "The trunk's require_tls_for_auth keeps the password from going over UDP and TCP.",
            "Use the carrier's TLS transport, or take require_tls_for_auth away if the carrier has none."),
        TestFault.ChallengeNotUnderstood => new(
            "The challenge is of a kind that cannot be answered: no Digest, an unknown algorithm, or qop without auth.",
            "Ask the carrier for digest authentication with MD5, SHA-256 or SHA-512-256."),
        TestFault.RealmNotConfigured => new(
            $"The peer asks for realm {seen.Detail}, which the trunk's auth does not name, so nothing is answered.",
            $"If the realm is the carrier's, add {seen.Detail} to the trunk's auth.realms."),
        TestFault.WeakAlgorithm => new(
            $"The peer offers only {seen.Detail}, which is weaker than the trunk's auth.min_algorithm.",
            "Ask the carrier for SHA-256 (RFC 8760); or lower auth.min_algorithm, better only over TLS."),
        TestFault.WrongPassword => new(
            $"User or password is wrong: a fresh answer to the challenge of realm {seen.Detail} was refused.",
            "Compare auth.username with the carrier's sheet (often it is not the telephone number) and set the password anew. "
                + "Do not try often: carriers lock accounts."),
        TestFault.NonceLoop => new(
            "The peer calls every answer stale and never takes one: several of its servers do not share their nonces, or its clock jumps.",
            "Tell the carrier; until then use one of its addresses instead of the name."),
        TestFault.RegisterForbidden => new(
            "The registrar knows the request and refuses it (403): account locked, wrong user or domain, registration not part of this "
                + "trunk's product; some carriers say so for a wrong password.",
            "Ask the carrier whether the account is active and registers; check identity.from_user, register.registrar_domain and the password."),
        TestFault.AccountUnknown => new(
            $"The registrar knows no such user or domain ({seen.Status}) as {seen.Name}.",
            "Check register.registrar_domain and identity.from_user against the carrier's sheet: its domain is often not its server's name."),
        TestFault.NoRegistrar => new(
            $"The peer takes no REGISTER ({seen.Status}): it knows its customers by address, or its registrar is another host.",
            "Take the trunk's register block away, or set the gateway to the carrier's registrar."),
        TestFault.ExpiresTooBrief => new(
            $"The registrar wants longer registrations: at least {seen.Detail} s (423).",
            $"Nothing must be done, the edge asks again with that; register.expires: {seen.Detail}s saves the round trip."),
        TestFault.ExpiresTooShort => new(
            $"The registrar keeps registrations for {seen.Detail} s only: between two refreshes they would lapse.",
            "Ask the carrier for at least 60 s; without that calls in are lost."),
        TestFault.ExpiresTooLong => new(
            $"The registrar grants {seen.Detail} s, more than was asked, which no registrar may (RFC 3261 §10.3).",
            "Nothing: the edge refreshes by what it asked for. Tell the carrier."),
        TestFault.BindingNotListed => new(
            "The registrar accepted, but does not list the binding (RFC 3261 §10.3): it may not have kept it.",
            "Place a call to the trunk's number. If it does not arrive, give the carrier the time and the Call-ID of this REGISTER."),
        TestFault.RegisterRefused => new(
            $"The registrar refused ({seen.Status} {seen.Detail}).",
            "Give the carrier the answer and the Call-ID of this REGISTER."),

        TestFault.CallForbidden => new(
            $"The peer takes no such call from this account ({seen.Status}): the caller's number is not ours to show, the destination is "
                + "barred, or the address is not on its list.",
            "Check identity.from_user or numbers.default_number (one of the trunk's own numbers), and ask what the account may call."),
        TestFault.NumberUnknown => new(
            $"The peer knows no such number as it was sent ({seen.Status}).",
            "Check the number's form (numbers.out: E.164 with +, without, national) and the tech prefix."),
        TestFault.MediaRefused => new(
            $"The peer takes none of the media that were offered ({seen.Status}{seen.Detail}).",
            "Compare codecs and encryption: media.srtp of the trunk (off, optional, required) with what the carrier takes."),
        TestFault.Declined => new(
            $"The called party, or the carrier in its name, declined ({seen.Status}): the trunk works as far as there.",
            "Call a number that answers. If every number declines, ask the carrier about the account's limits."),
        TestFault.CallSilent => new(
            "OPTIONS is answered, INVITE is not: it is dropped on the way as too large or by a SIP ALG, or the carrier ignores callers it "
                + "does not know.",
            "Use TCP or TLS where INVITEs over UDP exceed the path's MTU; switch a router's SIP ALG off; ask the carrier for its log."),
        TestFault.NoRinging => new(
            "The peer took the call (100) and then found nobody to ring.",
            "Try another number and a longer --timeout; if it stays, give the carrier the Call-ID."),
        TestFault.CallRefused => new(
            $"The call was refused ({seen.Status} {seen.Detail}).",
            "Give the carrier the answer and the Call-ID of this call."),
        TestFault.NoAudio => new(
            $"The call was answered, but no audio came from {seen.Detail}: a firewall drops RTP, or the other side waits for its own.",
            "Open the UDP media ports to the carrier's media addresses and back; check media.ipv4.advertise behind NAT."),
        TestFault.MediaUnreadable => new(
            $"The answer describes no audio that could be used ({seen.Detail}).",
            "Compare codecs and encryption (media.srtp) with the carrier's sheet."),
        _ => throw new ArgumentOutOfRangeException(nameof(seen), seen.Fault, "This is no fault."),
    };
}
