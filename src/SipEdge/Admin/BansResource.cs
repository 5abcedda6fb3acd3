using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>
/// GET /bans: those in force. POST /bans?prefix=…&amp;for=…&amp;reason=…&amp;force=true bans, DELETE /bans?prefix=… or ?all=true
/// lifts: 200 when it was done, 409 with the reason when not.
/// </summary>
internal static class BansResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge)
    {
        routes.MapGet("/bans", async (HttpContext context) => await context.Response.WriteAsJsonAsync(
            edge.Bans.List(), AdminJson.Default.IReadOnlyListBanReport, cancellationToken: context.RequestAborted)
            .ConfigureAwait(false));
        routes.MapPost("/bans", (HttpContext context) => AnswerAsync(context, edge.Bans.Add(
            Value(context, "prefix") ?? string.Empty, Value(context, "for") ?? string.Empty, Value(context, "reason"),
            Value(context, "force") == "true")));
        routes.MapDelete("/bans", (HttpContext context) => AnswerAsync(context, Value(context, "all") == "true"
            ? edge.Bans.LiftAll()
            : edge.Bans.Lift(Value(context, "prefix") ?? string.Empty)));
    }

    private static string? Value(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    private static Task AnswerAsync(HttpContext context, BanChange change)
    {
        context.Response.StatusCode = change.Done ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        return context.Response.WriteAsJsonAsync(
            change, AdminJson.Default.BanChange, cancellationToken: context.RequestAborted);
    }
}
