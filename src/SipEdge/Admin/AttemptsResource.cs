using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>
/// GET /attempts/ID: why a recent attempt went as it did. Only on the unix socket: it shows who called whom.
/// </summary>
internal static class AttemptsResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapGet("/attempts/{id}",
        async (HttpContext context, string id) =>
        {
            var stop = context.RequestAborted;
            if (context.Connection.LocalIpAddress is null
                && await edge.ExplainAsync(id, stop).ConfigureAwait(false) is { } report)
            {
                await context.Response.WriteAsJsonAsync(report, AdminJson.Default.AttemptReport, cancellationToken: stop)
                    .ConfigureAwait(false);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
}
