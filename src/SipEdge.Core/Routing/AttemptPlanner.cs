using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Routing;

/// <summary>Which addresses is a call sent to, and in which order?</summary>
public static class AttemptPlanner
{
    /// <summary>The gateways of a trunk by priority, and of each gateway its addresses.</summary>
    public static void Plan(AttemptPlan plan, RouteTarget to)
    {
        plan.Clear();
        if (to.Contact is { } phone)
        {
            plan.Add(to.Trunks[0], phone);
            return;
        }
        foreach (var trunk in to.Trunks)
        {
            foreach (var gateway in trunk.Outbound)
            {
                if (gateway.Targets.IsEmpty)
                {
                    plan.Skip(trunk, gateway, null, ReasonCode.NameUnresolved, gateway.Line);
                }
                foreach (var target in gateway.Targets)
                {
                    plan.Add(trunk, target);
                }
            }
        }
    }
}
