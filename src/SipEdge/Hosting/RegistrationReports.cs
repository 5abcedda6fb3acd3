using SipEdge.Admin;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;

namespace SipEdge.Hosting;

/// <summary>What the board knows of registrations, as it is told to people and scraped.</summary>
internal static class RegistrationReports
{
    public static IReadOnlyList<RegistrationReport> Of(EdgeModel model, TrunkBoard board) =>
    [
        .. Registering(model).Select(trunk => Of(trunk, board.CellOf(trunk).Registration)),
    ];

    public static IEnumerable<TrunkModel> Registering(EdgeModel model) =>
        model.Trunks.Where(static trunk => trunk.Register is not null);

    public static RegistrationReport Of(TrunkModel trunk, RegistrationStatus status) => new(
        trunk.Name, Name(status.State), status.Code, status.Reason, status.ChangedAt, status.Registrar,
        status.GrantedExpires?.TotalSeconds, status.ExpiresAt, status.NextRefresh, status.CallId, status.CSeq, status.Connection);

    private static string Name(RegistrationState state) => state switch
    {
        RegistrationState.Trying => "trying",
        RegistrationState.Challenged => "challenged",
        RegistrationState.Registered => "registered",
        RegistrationState.BackingOff => "backing_off",
        RegistrationState.Failed => "failed",
        RegistrationState.Unregistering => "unregistering",
        _ => "disabled",
    };
}
