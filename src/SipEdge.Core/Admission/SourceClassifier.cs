using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Admission;

/// <summary>Who is calling, as far as the address tells? One walk over the entries that cover it.</summary>
public static class SourceClassifier
{
    public static SourceClass Classify(
        in SipMessageView request, in Arrival arrival, DomainModel domain, AddressTable addresses, Trail? trail = null)
    {
        var source = arrival.Source;
        AddressEntry? admitting = null, nearMiss = null, elsewhere = null, leftToAcl = null, unregistered = null;
        var registering = new AccountSelector(request);
        var accounts = domain.AccountsFromAnywhere;
        var tokens = domain.TokensFromAnywhere;
        var clearTokens = domain.ClearTokensFromAnywhere;
        foreach (var entry in addresses.Find(source.Remote.Address))
        {
            if (!domain.Has(entry.Acl))
            {
                elsewhere ??= entry;
                trail?.Add(DecisionStage.Source, StepOutcome.NearMiss, entry.Line,
                    $"{entry.Acl} covers {source.Remote}, but is not attached to {domain.Name}");
                continue;
            }
            if (!entry.Accepts(source.Transport, source.Remote.Port, arrival.Local.Port))
            {
                if (entry.Use == AddressUse.LeftToAcl)
                {
                    leftToAcl ??= entry;
                }
                else
                {
                    nearMiss ??= entry;
                }
                trail?.Add(DecisionStage.Source, StepOutcome.NearMiss, entry.Line,
                    $"{entry.Acl} covers {source.Remote}, but {entry.Difference(source, arrival.Local)}");
                continue;
            }
            var registered = !entry.WhileRegistered || arrival.Registered.Has(entry.Acl.Trunk!);
            if (entry.WhileRegistered)
            {
                registering.Add(entry, registered);
            }
            if (!registered)
            {
                unregistered ??= entry;
                trail?.Add(DecisionStage.Source, StepOutcome.NearMiss, entry.Line,
                    $"{entry.Acl} covers {source.Remote}, but {entry.Acl.Trunk!.Name} is not registered");
                continue;
            }
            if (entry.Acl.AddressAdmits)
            {
                admitting ??= entry;
                trail?.Add(DecisionStage.Source, StepOutcome.Decided, entry.Line,
                    $"{entry.Acl} covers {source.Remote}, and its address is enough");
            }
            else
            {
                trail?.Add(DecisionStage.Source, StepOutcome.Passed, entry.Line,
                    $"{entry.Acl} covers {source.Remote}, and asks for a credential as well");
            }
            if (entry.Acl.CredentialCounts)
            {
                accounts |= entry.Acl.HasAccounts;
                tokens |= entry.Acl.HasTokens;
                clearTokens |= entry.Acl is { HasTokens: true, AllowCleartextToken: true };
            }
        }
        AddressEntry? ambiguous = null;
        if (admitting is { WhileRegistered: true } first && (registering.Several || unregistered is not null))
        {
            (admitting, unregistered, ambiguous) = OfSeveral(registering, arrival, first, trail);
        }
        if (admitting is null && unregistered is null && nearMiss is null && elsewhere is null && leftToAcl is null)
        {
            trail?.Add(DecisionStage.Source, StepOutcome.Noted, domain.Line, accounts || tokens
                ? $"no address entry of {domain.Name} admits {source.Remote}; a credential may"
                : $"no address entry covers {source.Remote}, and {domain.Name} takes no credential from there");
        }

        // Where an entry of the ACL itself says more, the gateway need not.
        nearMiss ??= elsewhere is null ? leftToAcl : null;
        return new SourceClass(admitting, nearMiss, elsewhere, accounts, tokens, clearTokens)
        {
            Unregistered = unregistered,
            Ambiguous = ambiguous,
        };
    }

    private static (AddressEntry? Admitting, AddressEntry? Unregistered, AddressEntry? Ambiguous) OfSeveral(
        in AccountSelector registering, in Arrival arrival, AddressEntry first, Trail? trail)
    {
        if (registering.Find() is not { } found)
        {
            trail?.Add(DecisionStage.Source, StepOutcome.Refused, first.Line,
                "several trunks are registered there, and neither the Request-URI nor To names one of them (contact_user)");
            return (null, null, first);
        }
        var registered = arrival.Registered.Has(found.Acl.Trunk!);
        trail?.Add(DecisionStage.Source, registered ? StepOutcome.Decided : StepOutcome.Refused, found.Line,
            $"of the trunks that register there it is {found.Acl.Trunk!.Name}");
        return registered ? (found, null, null) : (null, found, null);
    }
}
