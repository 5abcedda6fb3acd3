using SipEdge.Core.Configuration;
using SipEdge.Core.Phones;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>Which domain is called? By the host of the Request-URI.</summary>
public static class DomainSelector
{
    /// <summary>Null and why, when it is none of ours.</summary>
    public static DomainModel? Select(
        in SipMessageView request, in Arrival arrival, EdgeModel model, out ReasonCode reason, Trail? trail = null)
    {
        reason = ReasonCode.None;
        if (!SipUriView.TryParse(request.RequestUri, out var uri))
        {
            reason = SipUriView.SchemeOf(request.RequestUri) == UriScheme.Unknown
                ? ReasonCode.UnsupportedScheme
                : ReasonCode.Malformed;
            trail?.Add(
                DecisionStage.Domain, StepOutcome.Refused, ConfigLine.None, "the Request-URI is neither sip, sips nor tel");
            return null;
        }
        var domain = model.FindDomain(uri.Host) ?? PhonesCalled(uri, arrival, model, trail);
        if (domain is null && (model.Security.UnknownDomain == UnknownDomainPolicy.DefaultDomain || NamesNoHost(uri)))
        {
            domain = model.DefaultDomain;
            if (domain is not null)
            {
                trail?.Add(DecisionStage.Domain, StepOutcome.Decided, domain.Line,
                    $"'{PrintableText.Of(uri.Host)}' is not one of our names; default_domain {domain.Name} serves it");
            }
        }
        else if (domain is not null)
        {
            trail?.Add(DecisionStage.Domain, StepOutcome.Decided, domain.Line, $"the Request-URI calls {domain.Name}");
        }
        if (domain is null)
        {
            trail?.Add(DecisionStage.Domain, StepOutcome.Refused, model.Security.UnknownDomainLine,
                $"'{PrintableText.Of(uri.Host)}' is not one of our domains");
        }
        reason = domain is null ? ReasonCode.UnknownDomain : ReasonCode.None;
        return domain;
    }

    /// <summary>
    /// A PBX calls a phone at the contact that the edge registered for it, whose host is the edge's own address: the domain is
    /// that whose phones are registered there.
    /// </summary>
    private static DomainModel? PhonesCalled(in SipUriView uri, in Arrival arrival, EdgeModel model, Trail? trail)
    {
        if (!PhoneToken.TryRead(uri.User, out _))
        {
            return null;
        }
        foreach (var entry in model.Addresses.Find(arrival.Source.Remote.Address))
        {
            foreach (var domain in model.Domains)
            {
                if (domain.Phones is { } phones && ReferenceEquals(phones.Pbx, entry.Acl.Trunk)
                    && (arrival.CalledPhone is null || arrival.CalledPhone.Domain == domain.Name))
                {
                    trail?.Add(DecisionStage.Domain, StepOutcome.Passed, phones.Line,
                        $"{phones.Pbx} calls one of the phones of {domain.Name}");
                    return domain;
                }
            }
        }
        return null;
    }

    /// <summary>An address instead of a name, as most trunks call; or a tel URI, which has no host.</summary>
    private static bool NamesNoHost(in SipUriView uri) =>
        uri.Scheme == UriScheme.Tel || uri.HostIsIpv6 || SocketEndpoint.TryParseHost(uri.Host, 0, out _);
}
